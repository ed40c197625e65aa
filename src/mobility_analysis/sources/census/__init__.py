"""U.S. Census Bureau."""
