"""Rooms that put modules together, independent of each other; no models of their own."""
