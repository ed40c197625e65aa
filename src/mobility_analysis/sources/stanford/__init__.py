"""Products of Stanford University."""
