"""The hall of the desk's tests: a federation, two towns, three unions, their officers."""

from unionhall.desk.tests.conftest import as_, hall

__all__ = ["as_", "hall"]
