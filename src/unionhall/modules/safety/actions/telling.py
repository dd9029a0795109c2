"""Telling the reporters of a hazard, and keeping a hazard from the people it is about."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy

from unionhall.kernel import clock
from unionhall.kernel.people.declare import Holding
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.secrets import Sealed, seal
from unionhall.kernel.statements import Insert, Select
from unionhall.modules.safety.models import Hazard, HazardAbout, Message, Report

_TOLD: Select[tuple[int]] = Select(
    lambda hazard: Report.objects.filter(hazard_id=hazard).order_by("pk").values_list("pk"), hazard=int
)
_LAST: Select[tuple[int]] = Select(
    lambda report: Message.objects.filter(report_id=report).order_by("-place").values_list("place")[:1], report=int
)
_MESSAGE = Insert(Message)


def _aside(kept: Person, gone: Person) -> list[int]:
    """What is about both files of one person needs to say so once: a hazard stays kept from them either way."""
    both = HazardAbout.objects.filter(person_id=kept.pk).values("hazard_id")
    twice = HazardAbout.objects.filter(person_id=gone.pk, hazard_id__in=both)
    return list(twice.values_list("hazard_id", flat=True))


def _merge(kept: Person, gone: Person) -> list[int]:
    """Move what is about one file to the other; returns the hazards that were moved."""
    rows = HazardAbout.objects.filter(person_id=gone.pk).exclude(hazard_id__in=_aside(kept, gone))
    moved = list(rows.values_list("hazard_id", flat=True))
    HazardAbout.objects.filter(person_id=gone.pk, hazard_id__in=moved).update(person_id=kept.pk)
    return moved


def _unmerge(kept: Person, gone: Person, moved: list[int]) -> None:
    """Both files stay kept from what was about one of them: rather once too often."""
    HazardAbout.objects.bulk_create(
        (HazardAbout(hazard_id=pk, person_id=gone.pk) for pk in moved), ignore_conflicts=True
    )


# kept without a key to the person: what is about somebody stays kept from them also under their other file
HAZARDS = Holding(
    key="safety.hazards",
    label=gettext_lazy("隐患"),
    moves=("safety.Hazard.mended_by", "safety.Mending.mended_by", "safety.Mending.rechecked_by"),
    merge=_merge,
    unmerge=_unmerge,
    kept_because=gettext_lazy("谁改的、谁复查的要查得到；要回避的人也要记得"),
)


def tell_reporters(hazard: Hazard, text: str) -> None:
    """Tell all who reported it, those of joined reports too. Inside the caller's transaction."""
    for (report_id,) in _TOLD.all(hazard=hazard.pk):
        _add(report_id, text, is_from_reporter=False)


def add(told: Report, text: str, *, is_from_reporter: bool, by: int | None = None) -> Message:
    """One more thing said. Inside the caller's transaction; ``text`` may have been sealed before."""
    return _add(told.pk, text, is_from_reporter=is_from_reporter, by=by)


def _add(report_id: int, text: str, *, is_from_reporter: bool, by: int | None = None) -> Message:
    with clock.to_the_hour():
        hour = clock.now()
    last = _LAST.first(report=report_id)
    message = Message(
        report_id=report_id,
        is_from_reporter=is_from_reporter,
        text=text if isinstance(text, Sealed) else seal(text),
        hour=hour,
        place=last[0] + 1 if last else 1,
        by=by,
    )
    _MESSAGE.save(message)
    return message


def shield(hazard: Hazard, person_ids: Collection[int]) -> None:
    """Keep a hazard from these people. Inside the caller's transaction, before its duties are opened."""
    HazardAbout.objects.bulk_create(
        [HazardAbout(hazard=hazard, person_id=pk) for pk in person_ids], ignore_conflicts=True
    )
