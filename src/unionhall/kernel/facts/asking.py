"""How many units are asked below a place, kept for as long as nobody more or less is asked.

Thirty thousand asked units are counted in several milliseconds, and every page with a figure says from how many it
comes. Whoever changes whom a reckoning asks gives it another number (``changed``), in the same transaction; what was
counted is kept beside that number, so it is never old: who has read the number before can but count what came after it.
The number is drawn, since one that counts on would be given twice where a transaction is taken back.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence

from django.core.cache import cache

from unionhall.kernel.facts.models import Reckoning

MOST_COUNTED = 500  # asked units that are counted for every page
KEPT = 24 * 3600  # seconds


def changed(reckoning_ids: Collection[int]) -> None:
    """Say that somebody more or less is asked by these reckonings, or somewhere else."""
    if reckoning_ids:
        Reckoning.objects.filter(pk__in=reckoning_ids).update(asked_changes=secrets.randbelow(2**31))


def kept(reckoning: Reckoning, parents: Sequence[str], count: Callable[[], dict[str, int]]) -> dict[str, int]:
    """What ``count`` gives: how many are asked at and below ``parents``, and at every place directly under them."""
    key = f"asked:{reckoning.pk}:{reckoning.asked_changes}:{':'.join(parents)}"
    known: dict[str, int] | None = cache.get(key)
    if known is not None:
        return known
    found = count()
    if sum(found.get(parent, 0) for parent in parents) > MOST_COUNTED:
        cache.set(key, found, KEPT)
    return found
