"""Products of the Urban Institute."""
