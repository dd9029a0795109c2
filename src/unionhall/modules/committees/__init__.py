"""Committees: how a union comes into being, and how it keeps a committee in office.

Nouns: founding (from the application to the standing union), term (for how long a committee is elected), election (the
result that is reported and approved above). Law: 《工会法》 (2021) articles 10, 12, 16. Read ``procedure`` first.
"""
