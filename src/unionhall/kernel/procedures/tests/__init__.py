"""Tests of unionhall.kernel.procedures."""
