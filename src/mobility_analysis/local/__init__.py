"""A place's own records, kept in its plan's folder and shown beside the national numbers."""
