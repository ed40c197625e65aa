"""Federal Bureau of Investigation."""
