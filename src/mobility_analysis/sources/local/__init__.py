"""Lists that those who make the reports keep themselves."""
