"""Making reports: running the notebook, writing the page, and the site around all reports."""
