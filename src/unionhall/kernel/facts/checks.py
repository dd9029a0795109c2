"""What ought to be done before a reckoning is closed: modules declare it, as strangers, and the page gathers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unionhall.kernel.facts.models import Reckoning

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of thing that is still open: how many at which unit, and where one sees to it.

    ``count`` gives numbers by unit id, of all units at once; units with none are left out.
    """

    key: str  # "<module>.<what>"
    label: StrOrPromise
    unit: StrOrPromise  # 量词
    hint: StrOrPromise  # what happens to it if one closes all the same
    count: Callable[[Reckoning], Mapping[int, int]]


_checks: dict[str, Check] = {}


def register_check(check: Check) -> None:
    """Make a check known; called from an app's ``ready``. Raises ValueError for a key that is used twice."""
    if _checks.setdefault(check.key, check) is not check:
        raise ValueError(f"check {check.key} is declared twice")


def checks() -> list[Check]:
    """All checks, by key."""
    return [_checks[key] for key in sorted(_checks)]
