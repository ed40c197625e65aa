"""The objects of JupyterLab: a place, places side by side, one measure, one source."""
