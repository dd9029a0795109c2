"""Figures: the measures of a unit and the rows each of them counts."""
