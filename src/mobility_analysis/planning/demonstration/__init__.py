"""What people of the demonstration county may have written."""
