"""Inbox: what waits for whom, by when."""
