"""Tests that cross packages: architecture, permissions, the house itself, journeys in a browser."""
