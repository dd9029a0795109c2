"""The seeded generator of an invented federation; works only through imports and actions that users call."""
