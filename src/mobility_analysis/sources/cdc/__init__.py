"""Centers for Disease Control and Prevention: births."""
