"""The declared shape of a federation: kinds of units and offices. ``china.py`` is shipped; others can be written.

A structure is a module with ``KINDS`` and ``OFFICES``, and the only place that knows which office may do what: modules
declare what can be permitted, never who is. ``show.py`` prints it, and writes the reference pages.
"""
