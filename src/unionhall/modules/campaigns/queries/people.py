"""Who takes part at one unit, for those who may read names there: to settle, to let another phone go on, to print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.modules.campaigns.models import Enrolment, Participant
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.membership import api as membership

MOST_SUGGESTED = 3


@dataclass(slots=True)
class Waiting:
    """Somebody who came in without being found on the roll, on one or more phones, and whom it may be."""

    identity: str
    key: int  # the first phone's participant, for the fields of a form
    name: str  # as typed
    began: datetime
    phones: int = 1
    suggestions: list[Person] = field(default_factory=list)
    is_same_name: bool = False  # the first suggestion bears the very name


def waiting(by: Actor, enrolment: Enrolment) -> list[Waiting]:
    """Those to be confirmed, the earliest first, each with members whose name is the same, sounds or looks alike.

    Raises Denied for who may not read names at the unit.
    """
    _must_know_names(by, enrolment)
    rows: dict[str, Waiting] = {}
    came = Participant.objects.filter(enrolment=enrolment, state=Participant.State.TO_CONFIRM, left=None)
    for participant in came.order_by("pk"):
        known = rows.get(participant.identity)
        if known is None:
            rows[participant.identity] = Waiting(
                participant.identity, participant.pk, participant.name, participant.began
            )
        else:
            known.phones += 1
    found = list(rows.values())
    if found:
        _suggest(found, membership.names_at(enrolment.unit), enrolment)
    return found


def begun(by: Actor, enrolment: Enrolment, name: str = "") -> QuerySet[Participant]:
    """Everybody who has begun at a unit, the latest first; of one ``name`` if it is given. Raises Denied as above."""
    _must_know_names(by, enrolment)
    found = Participant.objects.filter(enrolment=enrolment, left=None).select_related("person")
    if name.strip():
        found = found.filter(name__icontains=name.strip())
    return found.order_by("-pk")


def participant_for(by: Actor, enrolment: Enrolment, participant_id: int) -> Participant:
    """One of those. Raises Denied where there is none."""
    participant = (
        begun(by, enrolment)
        .select_related("person", "enrolment__campaign", "enrolment__unit")
        .filter(pk=participant_id)
        .first()
    )
    if participant is None:
        raise Denied(CampaignPermission.ENROL.value)
    return participant


def not_come(by: Actor, enrolment: Enrolment) -> list[tuple[int, str]]:
    """Members who have not come in yet, as (person id, name) by name. Raises Denied as above."""
    _must_know_names(by, enrolment)
    came = Participant.objects.filter(enrolment=enrolment, left=None).exclude(person=None)
    known = set(came.values_list("person_id", flat=True))
    return [row for row in membership.names_at(enrolment.unit) if row[0] not in known]


def _suggest(rows: Iterable[Waiting], roll: list[tuple[int, str]], enrolment: Enrolment) -> None:
    """Fill in the suggestions, by looking names up in what the roll's names sound and look like."""
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for person_id, name in roll:
        for sign in _signs(name):
            index[sign].append(person_id)
    chosen = {}
    for row in rows:
        alike = [person_id for sign in _signs(row.name) for person_id in index.get(sign, ())]
        chosen[row.identity] = list(dict.fromkeys(alike))[:MOST_SUGGESTED]
    wanted = {person_id for ids in chosen.values() for person_id in ids}
    people = membership.members_among(enrolment.unit, wanted)
    for row in rows:
        row.suggestions = [people[person_id] for person_id in chosen[row.identity] if person_id in people]
        row.is_same_name = bool(row.suggestions) and normalise(row.suggestions[0].name) == normalise(row.name)


def _signs(name: str) -> list[tuple[str, ...]]:
    """By what a name is found, the surest first: itself, how it sounds, and itself with one character left out."""
    from pypinyin import lazy_pinyin  # loads a dictionary, needed on this page alone

    plain = normalise(name)
    signs = [("is", plain), ("sounds", *lazy_pinyin(plain))]
    if len(plain) > 2:
        signs += [("but", str(place), plain[:place] + plain[place + 1 :]) for place in range(len(plain))]
    return signs


def _must_know_names(by: Actor, enrolment: Enrolment) -> None:
    path = org_queries.path_of(enrolment.unit)
    if not (by.may(CampaignPermission.ENROL, at=path) and by.may(membership.MembershipPermission.NAMES_READ, at=path)):
        raise Denied(CampaignPermission.ENROL.value)
