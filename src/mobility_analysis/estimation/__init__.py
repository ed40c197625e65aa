"""Statistics: numbers in, estimates out. Small pure functions, each method named and cited."""
