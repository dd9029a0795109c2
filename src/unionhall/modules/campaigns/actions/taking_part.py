"""A worker takes part: says who they are, gets a claim on the device, counts once something is done.

Nobody learns from an answer here who is on the roll: found, unknown and ambiguous run the same statements and end on
the same page. Nothing is limited by network address, since a factory is one address.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal import events
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.kernel.people.secrets import keyed_hash
from unionhall.modules.campaigns.events import ParticipantMatched
from unionhall.modules.campaigns.facts import person_row
from unionhall.modules.campaigns.models import Attempt, Link, Participant
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.membership import api as membership

WINDOW = timedelta(hours=1)
FAILURES_PER_NAME = 5
FEWEST_FAILURES_PER_LINK = 100  # in an hour; a bigger union may fail twice per member
FEWEST_TO_CONFIRM = 20
MOST_CLAIMS = 12  # on one device: a phone passed round a team
_CLAIM = re.compile(r"[A-Za-z0-9_-]{22}")
_SEPARATOR = "."


@dataclass(frozen=True, slots=True)
class Identified:
    """Who takes part now, and the secrets the device keeps in its cookie, this one first."""

    participant: Participant
    cookie: str


def identify(link: Link, *, name: str, tail: str, cookie: str = "") -> Identified:
    """Begin to take part as somebody of the link's unit, by name and the last four of telephone or document.

    Who is not found takes part all the same, to be confirmed by the chair. A device that has said the same before goes
    on with what it began. Raises Refused, for everybody on the link alike, after very many failures within an hour.
    """
    now, enrolment = clock.now(), link.enrolment
    claims = claims_of(cookie)
    identity = keyed_hash(str(enrolment.pk), normalise(name), tail.upper(), purpose="participant")
    name_hash = keyed_hash(str(link.pk), normalise(name), purpose="attempt")
    members = membership.members_of(enrolment.unit)
    mine = _of_claims(claims).filter(enrolment=enrolment, identity=identity).first()
    if mine is not None:
        return Identified(mine, cookie)
    recent = list(
        Attempt.objects.filter(link=link, at__gt=now - WINDOW, has_failed=True).values_list("name_hash", flat=True)
    )
    if len(recent) >= max(FEWEST_FAILURES_PER_LINK, 2 * members):
        raise Refused(
            Reason("crowded", _("这个链接一小时里没对上的太多，先停一停。一小时后再来，或者请工会主席换个链接。"))
        )
    found = membership.match(enrolment.unit, name, tail)
    if recent.count(name_hash) >= FAILURES_PER_NAME:
        found = None  # the name is closed here for a while: even the right digits count as unknown
    secret = secrets.token_urlsafe(16)
    participant = Participant(
        enrolment=enrolment,
        link=link,
        person=found,
        name=name.strip()[:60],
        identity=identity,
        claim_hash=claim_hash(secret),
        state=_state(enrolment.pk, identity, found, members),
        began=now,
    )
    with transaction.atomic():
        participant.save()
        Attempt.objects.create(link=link, name_hash=name_hash, at=now, has_failed=found is None)
    return Identified(participant, _SEPARATOR.join([secret, *claims][:MOST_CLAIMS]))


def forget(participant: Participant, cookie: str) -> str:
    """ "这不是我": end the claim for good; returns what remains of the device's cookie."""
    Participant.objects.filter(pk=participant.pk).update(claim_hash=claim_hash(secrets.token_urlsafe(16)))
    kept = [claim for claim in claims_of(cookie) if claim_hash(claim) != participant.claim_hash]
    return _SEPARATOR.join(kept)


def took_part(participant: Participant, source: str, day: date | None = None) -> bool:
    """Count the participant's person as taking part, once in a campaign; whether they are new in it.

    Does nothing for somebody who is still to be confirmed. Inside the caller's transaction; ``source`` as of
    ``journal.queries.subject_of``.
    """
    campaign = participant.enrolment.campaign
    is_counted = participant.state == Participant.State.MATCHED and participant.person_id and campaign.reckoning_id
    if not is_counted or participant.counted_on:
        return False
    participant.counted_on, participant.counted_source = day or min(clock.today(), campaign.until), source
    if not facts.mark_present(Actor.nobody(), [person_row(participant)]):
        participant.counted_on, participant.counted_source = None, ""
        return False  # another device of the same person was counted first
    participant.save(update_fields=["counted_on", "counted_source"])
    return True


def confirm(by: Actor, participant: Participant, person: Person) -> Participant:
    """Say who an unmatched participant is; what they did so far counts from now on.

    Needs ENROL and NAMES_READ at the unit. Raises Refused for one who is settled already, or if the person is no
    member there.
    """
    unit = participant.enrolment.unit
    path = org_queries.path_of(unit)
    by.must(CampaignPermission.ENROL, at=path)
    by.must(membership.MembershipPermission.NAMES_READ, at=path)
    if not membership.is_member(person, unit):
        raise Refused(Reason("no-member", _("%(name)s不是%(unit)s的会员") % {"name": person.name, "unit": unit.name}))
    with transaction.atomic():
        fresh = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
        if fresh.state == Participant.State.MATCHED:
            raise Refused(Reason("settled", _("已经核对过了")))
        fresh.person, fresh.state = person, Participant.State.MATCHED
        fresh.save(update_fields=["person", "state"])
        journal.write(by=by, verb="campaigns.confirmed", unit_id=unit.pk, subject=fresh, about=(person,))
        events.announce(ParticipantMatched(by, fresh.pk))
    return fresh


def claims_of(cookie: str) -> list[str]:
    """The claims in a device's cookie, the latest first; whatever else stands there is left out."""
    return [claim for claim in cookie.split(_SEPARATOR)[:MOST_CLAIMS] if _CLAIM.fullmatch(claim)]


def claim_hash(claim: str) -> str:
    """What is kept of a claim."""
    return keyed_hash(claim, purpose="claim")


def _of_claims(claims: list[str]) -> QuerySet[Participant]:
    return Participant.objects.filter(claim_hash__in=[claim_hash(claim) for claim in claims])


def _state(enrolment_id: int, identity: str, found: Person | None, members: int) -> Participant.State:
    """Counted always, so that it takes the same time for everybody. A guesser fills no list without end."""
    waiting = Participant.objects.filter(enrolment_id=enrolment_id, state=Participant.State.TO_CONFIRM)
    identities = set(waiting.values_list("identity", flat=True)[: 4 * max(FEWEST_TO_CONFIRM, members)])
    if found is not None:
        return Participant.State.MATCHED
    if identity in identities or len(identities) < max(FEWEST_TO_CONFIRM, members):
        return Participant.State.TO_CONFIRM
    return Participant.State.UNLISTED
