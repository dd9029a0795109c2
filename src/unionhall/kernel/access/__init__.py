"""Offices with terms, and what they permit where."""
