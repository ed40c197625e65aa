"""Fetching: what an origin offers, what a run takes of it, and how its files come."""
