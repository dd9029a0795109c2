"""Search: units and people within reach."""
