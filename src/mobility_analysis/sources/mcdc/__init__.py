"""Missouri Census Data Center: correspondence between geographies."""
