"""Responsive and just governance."""
