"""Tests: permissions."""
