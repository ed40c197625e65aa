"""Products of Opportunity Insights, Harvard University."""
