"""Estimating: the metrics of a run, its small areas, and what stands in no file."""
