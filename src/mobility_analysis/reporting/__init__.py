"""From findings to files: figures, cards, the report and the files beside it."""
