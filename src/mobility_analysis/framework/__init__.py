"""The nouns: registry, source, estimate, finding, and the words they use."""
