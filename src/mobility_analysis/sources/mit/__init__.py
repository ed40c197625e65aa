"""MIT Election Data and Science Lab: certified votes by county."""
