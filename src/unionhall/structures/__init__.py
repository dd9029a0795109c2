"""The declared shape of a federation: kinds of units and offices. ``china.py`` is shipped; others can be written."""
