"""What the desk does chapter by chapter."""
