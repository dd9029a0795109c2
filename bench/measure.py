"""Measuring: the median of many runs, beside a floor measured in the same process."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One measured thing in ``unit``, and what the least possible for it costs."""

    name: str
    value: float
    floor: str
    floor_value: float
    unit: str = "ms"

    def __str__(self) -> str:
        ratio = self.value / self.floor_value
        floor = f"{self.floor} ({self.floor_value:.3f} {self.unit})"
        return f"{self.name:<52} {self.value:9.3f} {self.unit:<6} {ratio:6.1f} × {floor}"


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
