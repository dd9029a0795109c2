"""The append-only record: who, in which office, did what, to what, when, under which rule."""
