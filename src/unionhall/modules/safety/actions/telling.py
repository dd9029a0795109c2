"""Telling the reporters of a hazard, and keeping a hazard from the people it is about."""

from __future__ import annotations

from collections.abc import Collection

from unionhall.kernel import clock
from unionhall.kernel.people.secrets import seal
from unionhall.modules.safety.models import Hazard, HazardAbout, Message, Report


def tell_reporters(hazard: Hazard, text: str) -> None:
    """Tell all who reported it, those of joined reports too. Inside the caller's transaction."""
    for told in Report.objects.filter(hazard=hazard).order_by("pk"):
        add(told, text, is_from_reporter=False)


def add(told: Report, text: str, *, is_from_reporter: bool, by: int | None = None) -> Message:
    """One more thing said. Inside the caller's transaction; ``text`` may have been sealed before."""
    with clock.to_the_hour():
        hour = clock.now()
    place = Message.objects.filter(report=told).count() + 1
    text = text if hasattr(text, "token") else seal(text)
    return Message.objects.create(
        report=told, is_from_reporter=is_from_reporter, text=text, hour=hour, place=place, by=by
    )


def shield(hazard: Hazard, person_ids: Collection[int]) -> None:
    """Keep a hazard from these people. Inside the caller's transaction, before its duties are opened."""
    HazardAbout.objects.bulk_create(
        (HazardAbout(hazard=hazard, person_id=pk) for pk in person_ids), ignore_conflicts=True
    )
