"""Tests of unionhall.kernel.facts."""
