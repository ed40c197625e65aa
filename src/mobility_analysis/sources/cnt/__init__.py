"""Center for Neighborhood Technology."""
