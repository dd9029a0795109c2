"""A worker says who they are and gets a claim on the device; another device goes on by a code.

Nobody learns from an answer here who is on the roll, nor who has begun already: found, unknown, ambiguous and begun
elsewhere run the same statements and end on the same page. Nothing is limited by network address, since a factory is
one address.
"""

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal import events
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.kernel.people.secrets import keyed_hash
from unionhall.kernel.statements import Insert, Select, all_together
from unionhall.modules.campaigns.actions.watching import FAILURES_TO_TELL, tell_of_failures
from unionhall.modules.campaigns.events import ParticipantDisowned
from unionhall.modules.campaigns.models import Attempt, Enrolment, Link, Participant
from unionhall.modules.campaigns.queries.claims import MOST_CLAIMS, participants_of_claims
from unionhall.modules.membership import api as membership

WINDOW = timedelta(hours=1)
FAILURES_PER_NAME = 5
FEWEST_TO_CONFIRM = 20
CODE_DIGITS = 6
_CLAIM = re.compile(r"[A-Za-z0-9_-]{22}")
_SEPARATOR = "."


@dataclass(frozen=True, slots=True)
class Identified:
    """Who takes part now, and the secrets the device keeps in its cookie, this one first."""

    participant: Participant
    cookie: str


@dataclass(frozen=True, slots=True)
class _Said:
    """What somebody said on a link, as hashes, and how often it failed there within the hour."""

    identity: str
    name_hash: str
    failures: int  # on the link
    failures_of_name: int

    @property
    def is_closed(self) -> bool:
        """Whether the name is closed here for a while: even what is right counts as unknown."""
        return self.failures_of_name >= FAILURES_PER_NAME


def identify(link: Link, *, name: str, tail: str, cookie: str = "") -> Identified:
    """Begin to take part as somebody of the link's unit, by name and the last four of telephone or document.

    Who is not found takes part all the same, to be confirmed by the chair. A device that has said the same before goes
    on with what it began; another device begins anew and is told nothing (see ``resume``).
    """
    now, enrolment, claims = clock.now(), link.enrolment, claims_of(cookie)
    failures = _failures(link, name, now)
    failed, waiting = all_together((_FAILED, failures), (_WAITING, {"enrolment": enrolment.pk}))
    said = _said(link, name, tail, failures["name_hash"], failed)
    held = participants_of_claims([claim_hash(claim) for claim in claims]) if claims else []
    for mine in held:
        if (mine.enrolment_id, mine.identity) == (enrolment.pk, said.identity):
            return Identified(mine, cookie)
    found = membership.match(enrolment.unit, name, tail)
    if said.is_closed:
        found = None
    secret = secrets.token_urlsafe(16)
    participant = _PARTICIPANT.new(
        enrolment=enrolment,
        link=link,
        person=found,
        name=name.strip()[:60],
        identity=said.identity,
        claim_hash=claim_hash(secret),
        resume_hash=code_hash(enrolment.pk, said.identity, resume_code(secret)),
        state=_state(enrolment, {row[0] for row in waiting}, said.identity, found),
        began=now,
    )
    with transaction.atomic():
        _PARTICIPANT.save(participant)
        _tried(link, said, now, has_failed=found is None)
    return Identified(participant, _with(secret, claims))


def resume(link: Link, *, name: str, tail: str, code: str, cookie: str = "") -> Identified:
    """Go on, on this device, with what the same person began on another, by the code shown there or by the chair's.

    From then on this device alone holds it, with a new code. Raises Refused, in the same words for everybody, for a
    code that is not this person's, was used or is over, and while the name is closed.
    """
    now, enrolment, claims = clock.now(), link.enrolment, claims_of(cookie)
    failures = _failures(link, name, now)
    said = _said(link, name, tail, failures["name_hash"], _FAILED.all(**failures))
    given = code_hash(enrolment.pk, said.identity, code)
    held = Participant.objects.filter(enrolment=enrolment, identity=said.identity, left=None)
    participant = held.filter(Q(resume_hash=given) | Q(once_hash=given, once_until__gt=now)).first()
    with transaction.atomic():
        _tried(link, said, now, has_failed=participant is None or said.is_closed)
        if participant is not None and not said.is_closed:
            return Identified(participant, _with(hand_over(participant, verb="campaigns.resumed"), claims))
    raise Refused(Reason("code", _("续答码对不上。看看原来那部手机上写的；找不到了，请工会主席给您一个。")))


def hand_over(participant: Participant, *, verb: str) -> str:
    """Let another device hold what ``participant`` began; returns its new claim. Inside the caller's transaction."""
    secret = secrets.token_urlsafe(16)
    participant.claim_hash = claim_hash(secret)
    participant.resume_hash = code_hash(participant.enrolment_id, participant.identity, resume_code(secret))
    participant.once_hash, participant.once_until = "", None
    participant.save(update_fields=["claim_hash", "resume_hash", "once_hash", "once_until"])
    journal.write(
        by=_as_actor(participant),
        verb=verb,
        unit_id=participant.enrolment.unit_id,
        subject=participant,
        about=[participant.person] if participant.person else [],
    )
    return secret


def forget(participant: Participant, cookie: str) -> str:
    """Let this device hold the claim no longer; what was done stands. Returns what remains of the device's cookie."""
    Participant.objects.filter(pk=participant.pk).update(claim_hash=claim_hash(secrets.token_urlsafe(16)))
    kept = [claim for claim in claims_of(cookie) if claim_hash(claim) != participant.claim_hash]
    return _SEPARATOR.join(kept)


def disown(participant: Participant, cookie: str) -> str:
    """ "这不是我": what was done under this name on this device is void, and can be done again by who it is.

    Returns what remains of the device's cookie.
    """
    with transaction.atomic():
        now = clock.now()
        if Participant.objects.filter(pk=participant.pk, left=None).update(left=now, resume_hash="", once_hash=""):
            journal.write(
                by=_as_actor(participant),
                verb="campaigns.disowned",
                unit_id=participant.enrolment.unit_id,
                subject=participant,
                about=[participant.person] if participant.person else [],
            )
            events.announce(ParticipantDisowned(participant.pk))
        return forget(participant, cookie)


def claims_of(cookie: str) -> list[str]:
    """The claims in a device's cookie, the latest first; whatever else stands there is left out."""
    return [claim for claim in cookie.split(_SEPARATOR)[:MOST_CLAIMS] if _CLAIM.fullmatch(claim)]


def claim_hash(claim: str) -> str:
    """What is kept of a claim."""
    return keyed_hash(claim, purpose="claim")


def resume_code(claim: str) -> str:
    """The code that goes with a claim, six digits: the device that holds the claim can always show it again."""
    worked = keyed_hash(claim, purpose="resume-code").encode()
    return f"{int.from_bytes(worked, 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def code_hash(enrolment_id: int, identity: str, code: str) -> str:
    """What is kept of a code: it opens nothing but what this person began for this unit."""
    return keyed_hash(str(enrolment_id), identity, code, purpose="resume")


def identity_of(enrolment_id: int, name: str, tail: str) -> str:
    """What is kept of a name and four characters: the same for the same person, however typed."""
    return keyed_hash(str(enrolment_id), normalise(name), tail.upper(), purpose="participant")


def _failures(link: Link, name: str, now: datetime) -> dict[str, Any]:
    """What ``_FAILED`` is asked with."""
    name_hash = keyed_hash(str(link.pk), normalise(name), purpose="attempt")
    return {"link": link.pk, "since": now - WINDOW, "name_hash": name_hash}


def _said(link: Link, name: str, tail: str, name_hash: str, failed: Sequence[tuple[int, int]]) -> _Said:
    return _Said(identity_of(link.enrolment_id, name, tail), name_hash, *(failed[0] if failed else (0, 0)))


_FAILED = Select(
    lambda link, since, name_hash: (
        # "in" lets SQLite find them by the index; else all who came by the link within the hour are read
        Attempt.objects.filter(link=link, at__gt=since, has_failed__in=[True])
        .values("link_id")
        .annotate(all=Count("pk"), named=Count("pk", filter=Q(name_hash=name_hash)))
        .values_list("all", "named")
    ),
    link=int,
    since=datetime,
    name_hash=str,
)


def _tried(link: Link, said: _Said, now: datetime, *, has_failed: bool) -> None:
    _ATTEMPT.save_all([_ATTEMPT.new(link_id=link.pk, name_hash=said.name_hash, at=now, has_failed=has_failed)])
    if has_failed and said.failures + 1 >= FAILURES_TO_TELL:
        tell_of_failures(link)


def _with(secret: str, claims: list[str]) -> str:
    return _SEPARATOR.join([secret, *claims][:MOST_CLAIMS])


def _state(enrolment: Enrolment, identities: Collection[str], identity: str, found: Person | None) -> Participant.State:
    """Of those who wait (``identities``) all are read, so that it takes the same time for everybody.

    A guesser fills no list without end.
    """
    most = FEWEST_TO_CONFIRM
    if len(identities) >= most:  # whoever it is: members are counted where the list is that long
        most = max(most, membership.members_of(enrolment.unit))
    if found is not None:
        return Participant.State.MATCHED
    if identity in identities or len(identities) < most:
        return Participant.State.TO_CONFIRM
    return Participant.State.UNLISTED


_PARTICIPANT, _ATTEMPT = Insert(Participant), Insert(Attempt)
_WAITING = Select(
    lambda enrolment: (
        Participant.objects.filter(enrolment=enrolment, state=Participant.State.TO_CONFIRM)
        .order_by()
        .values_list("identity")  # each once would be to walk the index of all who take part
    ),
    enrolment=int,
)


def _as_actor(participant: Participant) -> Actor:
    return Actor(name=participant.name, person_id=participant.person_id)
