"""Environmental Protection Agency: monitored air."""
