"""Which device's sheets count for a person who answered one paper on several. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Tried:
    """One try of one person, as far as it decides what counts. Void tries and those without an answer are left out."""

    sheet_id: int
    device: int  # the participant
    began: datetime
    is_handed_in: bool
    is_by_clock: bool = False


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


def counting(tries: Sequence[Tried], most: int) -> set[int]:
    """The sheets that count: of the holder's, in the order in which they were begun, at most so many tries."""
    holds = holder(tries)
    own = sorted((one for one in tries if one.device == holds), key=lambda one: (one.began, one.sheet_id))
    return {one.sheet_id for one in own[:most] if one.is_handed_in}
