"""What a page says: page one, metric cards, sections, their words."""
