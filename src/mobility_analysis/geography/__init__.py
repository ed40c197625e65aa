"""Which places exist in which year, and what they are called."""
