"""What is to be said, what the data say to it, and who approved it."""
