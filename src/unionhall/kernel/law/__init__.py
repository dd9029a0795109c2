"""Deadlines, quorums and thresholds as dated data with article numbers."""
