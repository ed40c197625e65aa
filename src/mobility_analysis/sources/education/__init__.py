"""Products of the U.S. Department of Education and its statistical agency."""
