"""Which device's sheets count for a person who answered one paper on several. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from unionhall.modules.learning.models import outcome


@dataclass(frozen=True, slots=True)
class Tried:
    """One try of one person, as far as it decides what counts. Void tries and those without an answer are left out."""

    sheet_id: int
    device: int  # the participant
    began: datetime
    is_handed_in: bool
    is_by_clock: bool = False
    marks: int = 0
    is_passed: bool = False


def holder(tries: Iterable[Tried]) -> int | None:
    """The device whose sheets count; None while the one that comes first is still being answered.

    The devices stand in the order in which they began. The first one of which something was handed in by hand holds;
    one that is still at it is waited for; one that only the clock handed in steps back behind what others handed in
    themselves, and counts where nobody did.
    """
    devices: dict[int, list[Tried]] = {}
    for one in sorted(tries, key=lambda one: (one.began, one.sheet_id)):
        devices.setdefault(one.device, []).append(one)
    for device, own in devices.items():
        if any(one.is_handed_in and not one.is_by_clock for one in own):
            return device
        if not all(one.is_handed_in for one in own):
            return None
    return next(iter(devices), None)


@dataclass(frozen=True, slots=True)
class Counting:
    """The one try that counts, and what all of them come to: whether it passes, its marks, how many there are."""

    sheet_id: int
    is_passed: bool
    marks: int = 0
    tries: int = 1


def counting(tries: Sequence[Tried], most: int, counts: str, pass_marks: int) -> Counting | None:
    """Which of one person's tries counts, by the paper's rule ``counts``; None where none does.

    Of the holder's, in the order in which they were begun, at most ``most`` are looked at. The mean stands with the
    last of them. Of equally good ones the first counts, so that nothing moves without need.
    """
    holds = holder(tries)
    own = sorted((one for one in tries if one.device == holds), key=lambda one: (one.began, one.sheet_id))
    done = [one for one in own[:most] if one.is_handed_in]
    found = outcome([(one.marks, one.is_passed) for one in done], counts, pass_marks)
    if found is None:
        return None
    if counts == "best":
        one = max(done, key=lambda one: (one.is_passed, one.marks))
    else:
        one = done[0 if counts == "first" else -1]
    return Counting(one.sheet_id, found.is_passed, found.marks, found.tries)
