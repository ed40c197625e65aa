"""The documents of a plan, one module each: what they say; :mod:`press` writes them."""
