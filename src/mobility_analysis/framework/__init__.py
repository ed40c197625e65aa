"""The basic types: registry, source, metric, estimate, subgroup, level."""
