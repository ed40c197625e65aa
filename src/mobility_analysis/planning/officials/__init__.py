"""Who are our elected officials: roster, form, replies, and from them counts by group without any name."""
