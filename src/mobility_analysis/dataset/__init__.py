"""The nation as a data release: a run's estimates in files that others can read, with their terms and checksums."""
