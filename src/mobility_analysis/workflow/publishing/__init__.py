"""Publishing: which reports are to be made, and many of them at once."""
