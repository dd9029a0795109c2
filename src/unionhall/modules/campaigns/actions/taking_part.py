"""Somebody counts as taking part once something is done, and no longer when it is taken back."""

from collections.abc import Iterable
from datetime import date

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts.declare import FactRow
from unionhall.kernel.statements import Update
from unionhall.modules.campaigns.facts import PEOPLE, person_row
from unionhall.modules.campaigns.models import Participant


def took_part(participant: Participant, source: str, day: date | None = None, also: Iterable[FactRow] = ()) -> bool:
    """Count the participant's person as taking part, once in a campaign; whether they are new in it.

    ``also``: facts of the same act, recorded in one go with it, in any case.

    Does nothing for somebody who is still to be confirmed. Inside the caller's transaction; ``source`` as of
    ``journal.queries.subject_of``.
    """
    campaign = participant.enrolment.campaign
    is_counted = participant.state == Participant.State.MATCHED and participant.person_id and campaign.reckoning_id
    if not is_counted or participant.counted_on:
        facts.record(Actor.nobody(), also)
        return False
    participant.counted_on, participant.counted_source = day or min(clock.today(), campaign.until), source
    if not facts.record(Actor.nobody(), also, present=[person_row(participant)]):
        participant.counted_on, participant.counted_source = None, ""
        return False  # another device of the same person was counted first
    _COUNTED.later(pk=participant.pk, counted_on=participant.counted_on, counted_source=participant.counted_source)
    return True


_COUNTED = Update(lambda pk: Participant.objects.filter(pk=pk), ("counted_on", "counted_source"), pk=int)


def took_no_part(by: Actor, participants: list[Participant]) -> None:
    """Count these no longer: what made them count is void. Inside the caller's transaction."""
    counted = [participant for participant in participants if participant.counted_on]
    if not counted:
        return
    facts.withdraw(by, PEOPLE, [participant.counted_source for participant in counted])
    for participant in counted:
        participant.counted_on, participant.counted_source = None, ""
    Participant.objects.bulk_update(counted, ["counted_on", "counted_source"])
