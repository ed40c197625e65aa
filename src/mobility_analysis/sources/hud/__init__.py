"""U.S. Department of Housing and Urban Development."""
