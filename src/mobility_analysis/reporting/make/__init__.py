"""Making reports: the notebook run, the page written, the site around them."""
