"""High-quality education."""
