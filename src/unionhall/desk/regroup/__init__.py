"""Merging and splitting units: what is planned, what it would do, and the button that does it."""
