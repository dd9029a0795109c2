"""Board: one campaign live, by unit."""
