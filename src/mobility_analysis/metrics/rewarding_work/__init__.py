"""Rewarding work."""
