"""From the day a plan is adopted: its baselines, frozen, and what became of each measure since."""
