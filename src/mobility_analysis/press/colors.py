"""The colors of files that people open in an office program: dark enough on white and on the pale ones to be read."""

INK, SOFT, GRAY, BLUE, PALE = "#1F2328", "#4D555F", "#6B6B6B", "#1B4F8F", "#EEF3FA"
ORANGE = "#B4500F"
