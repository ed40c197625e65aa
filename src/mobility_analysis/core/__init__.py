"""Paths, files, errors and missing values, which every room needs."""
