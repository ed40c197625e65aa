"""Workbooks that people fill in and the program refreshes."""
