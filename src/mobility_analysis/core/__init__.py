"""Paths, files, errors and missing values: what every room needs and none defines again."""
