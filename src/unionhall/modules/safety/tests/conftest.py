"""These tests act in the district."""

from tests.district import at_noon, district

__all__ = ["at_noon", "district"]
