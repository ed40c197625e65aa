"""Step 4: whom the planning is for, and who makes it."""
