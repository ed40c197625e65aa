"""Reading a finished run: its estimates and record, for reports and notebooks."""
