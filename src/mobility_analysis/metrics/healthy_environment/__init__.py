"""Healthy environment and access to good health care."""
