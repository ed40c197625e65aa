"""Step 9: the Mobility Action Plan, its worksheets, its parts, its two editions."""
