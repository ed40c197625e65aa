"""Opportunity-rich and inclusive neighborhoods."""
