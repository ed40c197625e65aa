"""Charts and maps of a report, each with its words and its table."""
