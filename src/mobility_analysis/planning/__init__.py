"""A place's plan: its folder, its worksheets with evidence beside each question, its documents."""
