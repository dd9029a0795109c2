"""Keys that tell nothing: rows that are numbered in a row tell in which order, and so when, they were written."""

import secrets

BITS = 53  # what every JSON reader keeps exact


def random_id() -> int:
    """A key of a row, drawn by lot."""
    return secrets.randbits(BITS) or 1
