"""What a run says and what a place is: its estimates, read for reports and notebooks."""
