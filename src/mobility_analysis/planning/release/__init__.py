"""The release of the plan: how it is worded, what must be decided before, gates, pages for everyone."""
