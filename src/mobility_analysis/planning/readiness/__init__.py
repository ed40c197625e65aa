"""Step 3: what is asked of a government that would begin, and what it answers."""
