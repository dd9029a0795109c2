"""Journal: what was done at my units."""
