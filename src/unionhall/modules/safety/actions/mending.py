"""Putting right and looking again: never the same person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.procedures import actions as procedures
from unionhall.kernel.procedures.models import Duty
from unionhall.kernel.statements import Insert, Update, keep
from unionhall.modules.safety import queries
from unionhall.modules.safety.actions import telling
from unionhall.modules.safety.models import Hazard, Mending, Photo, Report
from unionhall.modules.safety.procedure import MEND, PLAN, PLAN_PARTS, RECHECK, SEND_BACK


def plan(by: Actor, hazard: Hazard, parts: Mapping[str, str]) -> Hazard:
    """Write down the plan of a major hazard, or some of its six parts. Needs MEND. Raises Refused for an ordinary one.

    ``parts`` by the keys of PLAN_PARTS; others are not kept.
    """
    if not hazard.is_major:
        raise Refused(Reason("general", _("一般隐患不用治理方案，直接改")))
    with transaction.atomic():
        procedures.take(by, hazard, PLAN)
        hazard.plan = {key: str(parts.get(key, "")).strip() for key in PLAN_PARTS}
        keep(hazard, "plan")
    return hazard


def mend(by: Actor, hazard: Hazard, *, words: str, cost: int | None = None, photos: Sequence[Photo] = ()) -> Hazard:
    """Say that it was put right: what was done, at what cost (yuan), with pictures of after. Needs MEND.

    Raises Refused without words, and for a major hazard whose plan lacks a part.
    """
    if not words.strip():
        raise Refused(Reason("words", _("写上怎么改的")))
    with transaction.atomic():
        procedures.take(by, hazard, MEND, data={"cost": cost} if cost is not None else {})
        hazard.mended_by = by.person_id
        keep(hazard, "mended_by")
        round_ = _MENDING.new(hazard=hazard, words=words.strip(), cost=cost, mended_by=by.person_id, mended=clock.now())
        _MENDING.save(round_)
        ids = [photo.pk for photo in photos]
        if ids:
            Photo.objects.filter(pk__in=ids, hazard=None).update(hazard=hazard, mending=round_, when=Photo.When.AFTER)
    return hazard


def pause(by: Actor, hazard: Hazard, *, reason: str) -> Hazard:
    """Stop the clock of its mending. Needs HANDLE. Raises Refused as the kernel's ``pause``."""
    return _timed(by, hazard, lambda: procedures.pause(by, hazard, "mend", reason=reason))


def resume(by: Actor, hazard: Hazard) -> Hazard:
    """Let the clock go on. Needs HANDLE."""
    return _timed(by, hazard, lambda: procedures.resume(by, hazard, "mend"))


def extend(by: Actor, hazard: Hazard, *, until: date, reason: str) -> Hazard:
    """Give its mending more time. Needs HANDLE. Raises Refused as the kernel's ``extend``."""
    return _timed(by, hazard, lambda: procedures.extend(by, hazard, "mend", until=until, reason=reason))


def _timed(by: Actor, hazard: Hazard, change: Callable[[], Duty]) -> Hazard:
    queries.must_handle(by, hazard)
    with transaction.atomic():
        hazard.due = change().due
        keep(hazard, "due")
    return hazard


def recheck(by: Actor, hazard: Hazard, *, words: str) -> Hazard:
    """Somebody else has looked: it is right. Its reporters are asked. Needs RECHECK, and not to have mended it."""
    with transaction.atomic():
        procedures.take(by, hazard, RECHECK)
        _looked(by, hazard, words, is_right=True)
        hazard.asked_on = clock.today()
        keep(hazard, "asked_on")
        _ASKED.run(hazard=hazard.pk, verdict="")
        telling.tell_reporters(hazard, _("改过了，检查员复查合格。您看看改得行不行？"))
    return hazard


def send_back(by: Actor, hazard: Hazard, *, words: str, due: date) -> Hazard:
    """Somebody else has looked: it is not right. To be put right by ``due``. Needs RECHECK, and not to have mended it.

    Raises Refused without words and for a day that is past.
    """
    if not words.strip():
        raise Refused(Reason("words", _("写上哪里还没改好")))
    if due < clock.today():
        raise Refused(Reason("due", _("整改期限已经过了，写今天或以后的日子")))
    hazard.due = due
    with transaction.atomic():
        keep(hazard, "due")
        procedures.take(by, hazard, SEND_BACK, reason=words.strip())
        _looked(by, hazard, words, is_right=False)
        telling.tell_reporters(hazard, _("检查员复查，还没改好，退回重改。"))
    return hazard


def _looked(by: Actor, hazard: Hazard, words: str, *, is_right: bool) -> None:
    _LOOKED.run(
        hazard=hazard.pk,
        recheck_words=words.strip(),
        rechecked_by=by.person_id,
        rechecked=clock.now(),
        is_right=is_right,
    )


_LOOKED = Update(
    lambda hazard: Mending.objects.filter(hazard=hazard, is_right=None),
    ("recheck_words", "rechecked_by", "rechecked", "is_right"),
    hazard=int,
)
_ASKED = Update(lambda hazard: Report.objects.filter(hazard=hazard), ("verdict",), hazard=int)
_MENDING = Insert(Mending)
