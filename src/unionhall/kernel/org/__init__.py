"""The tree of unions: units and their dated placements."""
