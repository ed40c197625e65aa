"""Word files that are built once and then people's."""
