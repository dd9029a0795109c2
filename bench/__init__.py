"""Benchmarks: how far the hot paths are from the floor, measured in the same run. Never a test."""
