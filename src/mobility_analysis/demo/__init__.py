"""The demonstration state: a made-up place written in the agencies' own layouts, its truth known."""
