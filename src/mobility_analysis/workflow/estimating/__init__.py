"""Estimating: the metrics of a run, its small areas, and what no file has."""
