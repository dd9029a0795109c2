"""Measuring: the median of many runs, beside a floor measured in the same process."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One measured act, and what the least possible work for it costs."""

    name: str
    milliseconds: float
    floor: str
    floor_milliseconds: float

    def __str__(self) -> str:
        ratio = self.milliseconds / self.floor_milliseconds
        floor = f"{self.floor} ({self.floor_milliseconds:.3f} ms)"
        return f"{self.name:<44} {self.milliseconds:8.3f} ms  {ratio:6.1f} × {floor}"


def median(act: Callable[[], object], times: int = 200) -> float:
    """Milliseconds of one run: the median, after a tenth of the runs to warm up."""
    for _run in range(max(times // 10, 1)):
        act()
    spent = []
    for _run in range(times):
        began = time.perf_counter()
        act()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)
