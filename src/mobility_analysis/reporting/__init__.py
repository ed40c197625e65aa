"""Findings in, files out: figures, cards, the report, and the ``Place`` of JupyterLab."""
