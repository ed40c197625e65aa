"""Inter-university Consortium for Political and Social Research."""
