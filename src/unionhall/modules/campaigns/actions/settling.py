"""What the chair does for people: says who came in unfound, lets another phone go on, gives out personal links."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal import events
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.secrets import keyed_hash
from unionhall.modules.campaigns.actions.identifying import (
    Identified,
    claim_hash,
    claims_of,
    code_hash,
    hand_over,
    resume_code,
)
from unionhall.modules.campaigns.events import ParticipantsMatched
from unionhall.modules.campaigns.models import Enrolment, Participant, PersonalLink
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.campaigns.procedure import ENROLLED
from unionhall.modules.membership import api as membership

ONCE_DIGITS = 8  # of a code given out by word of mouth
ONCE_LIVES = timedelta(days=1)
MOST_SLIPS = 200  # printed in one go
TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True)
class Slip:
    """One member's personal link as it is printed; afterwards only a hash of the token is known."""

    person: Person
    token: str
    expires: datetime


def settle(by: Actor, enrolment: Enrolment, chosen: Mapping[str, int]) -> list[Participant]:
    """Say who unfound participants are, in one act: person ids by ``Participant.identity``. What they did counts.

    One that somebody else has settled meanwhile is left. Needs ENROL and NAMES_READ at the unit. Raises Refused where
    a person is no member there, or nobody is chosen.
    """
    unit = enrolment.unit
    _must_know_names(by, enrolment)
    people = membership.members_among(unit, set(chosen.values()))
    if not chosen:
        raise Refused(Reason("nobody", _("先勾上要核对的人")))
    if missing := set(chosen.values()) - set(people):
        raise Refused(
            Reason(
                "no-member",
                ngettext("有 %(n)d 人不是%(unit)s的会员", "有 %(n)d 人不是%(unit)s的会员", len(missing))
                % {"n": len(missing), "unit": unit.name},
            )
        )
    with transaction.atomic():
        waiting = Participant.objects.select_for_update(of=("self",)).filter(
            enrolment=enrolment, identity__in=chosen, person=None, left=None
        )
        settled = list(waiting.order_by("pk"))
        for participant in settled:
            participant.person = people[chosen[participant.identity]]
            participant.state, participant.settled = Participant.State.MATCHED, clock.now()
        Participant.objects.bulk_update(settled, ["person", "state", "settled"], batch_size=200)
        about = list({participant.person_id: participant.person for participant in settled}.values())
        if settled:
            journal.write(
                by=by,
                verb="campaigns.settled",
                unit_id=unit.pk,
                subject=enrolment,
                about=[person for person in about if person is not None],
                data={"number": len(about)},
            )
            events.announce(ParticipantsMatched(by, tuple(participant.pk for participant in settled)))
    return settled


def dismiss(by: Actor, enrolment: Enrolment, identities: Sequence[str]) -> int:
    """Say that these are not the unit's people: they make room in the list and never count. Returns how many.

    Needs ENROL and NAMES_READ at the unit.
    """
    _must_know_names(by, enrolment)
    with transaction.atomic():
        waiting = Participant.objects.filter(
            enrolment=enrolment, identity__in=identities, state=Participant.State.TO_CONFIRM
        )
        number = waiting.update(state=Participant.State.UNLISTED)
        if number:
            data = {"number": number}
            journal.write(by=by, verb="campaigns.dismissed", unit_id=enrolment.unit_id, subject=enrolment, data=data)
    return number


def release(by: Actor, participant: Participant) -> str:
    """Give out a code by which another phone goes on with what ``participant`` began; good once and for a day.

    Returned once, to be told to the person; a hash is kept. Needs ENROL and NAMES_READ at the unit. Raises Refused
    for what was disowned.
    """
    _must_know_names(by, participant.enrolment)
    code = f"{secrets.randbelow(10**ONCE_DIGITS):0{ONCE_DIGITS}d}"
    with transaction.atomic():
        changed = Participant.objects.filter(pk=participant.pk, left=None).update(
            once_hash=code_hash(participant.enrolment_id, participant.identity, code),
            once_until=clock.now() + ONCE_LIVES,
        )
        if not changed:
            raise Refused(Reason("left", _("这一份已经作废，请本人重新点链接")))
        journal.write(
            by=by,
            verb="campaigns.released",
            unit_id=participant.enrolment.unit_id,
            subject=participant,
            about=[participant.person] if participant.person else [],
        )
    return code


def hand_out(by: Actor, enrolment: Enrolment, people: Sequence[Person], expires: datetime) -> list[Slip]:
    """Make a personal link for each of these members; an earlier one of theirs that was not used stops.

    Needs ENROL and NAMES_READ at the unit. Raises Refused for a unit that has not enrolled, for nobody and for too
    many.
    """
    _must_know_names(by, enrolment)
    if enrolment.state != ENROLLED:
        raise Refused(Reason("not-enrolled", _("先报名，才有链接")))
    if not 0 < len(people) <= MOST_SLIPS:
        raise Refused(Reason("number", _("一次打 1 到 %(most)d 张") % {"most": MOST_SLIPS}))
    slips = [Slip(person, secrets.token_urlsafe(TOKEN_BYTES), expires) for person in people]
    rows = [
        PersonalLink(
            enrolment=enrolment,
            person=slip.person,
            token_hash=_token_hash(slip.token),
            created=clock.now(),
            expires=expires,
        )
        for slip in slips
    ]
    with transaction.atomic():
        PersonalLink.objects.filter(enrolment=enrolment, person__in=people, used=None).delete()
        PersonalLink.objects.bulk_create(rows)
        journal.write(
            by=by,
            verb="campaigns.slips_printed",
            unit_id=enrolment.unit_id,
            subject=enrolment,
            about=list(people),
            data={"number": len(slips)},
        )
    return slips


def exchange(token: str, cookie: str = "") -> Identified | None:
    """Use up a personal link: this device takes part as the person it was printed for. None if it opens nothing now.

    What that person began on another phone goes on here: the slip came from the chair.
    """
    personal, now = personal_link(token), clock.now()
    if personal is None:
        return None
    enrolment, claims = personal.enrolment, claims_of(cookie)
    link = enrolment.links.current().first()  # where its tasks are shown
    if link is None:
        return None
    with transaction.atomic():
        if not PersonalLink.objects.filter(pk=personal.pk, used=None).update(used=now):
            return None
        begun = Participant.objects.filter(enrolment=enrolment, person=personal.person, left=None)
        participant = begun.select_related("person", "enrolment").order_by("pk").first()
        if participant is not None:
            secret = hand_over(participant, verb="campaigns.resumed_by_slip")
        else:
            secret = secrets.token_urlsafe(16)
            identity = keyed_hash(str(enrolment.pk), str(personal.person_id), purpose="slip")
            participant = Participant.objects.create(
                enrolment=enrolment,
                link=link,
                person=personal.person,
                name=personal.person.name[:60],
                identity=identity,
                claim_hash=claim_hash(secret),
                resume_hash=code_hash(enrolment.pk, identity, resume_code(secret)),
                state=Participant.State.MATCHED,
                began=now,
            )
    return Identified(participant, ".".join([secret, *claims]))


def personal_link(token: str) -> PersonalLink | None:
    """The personal link that opens by this token now."""
    found = PersonalLink.objects.select_related("person", "enrolment__campaign__unit", "enrolment__unit")
    return found.filter(token_hash=_token_hash(token or "-"), used=None, expires__gt=clock.now()).first()


def _token_hash(token: str) -> str:
    return keyed_hash(token, purpose="personal-link")


def _must_know_names(by: Actor, enrolment: Enrolment) -> None:
    path = org_queries.path_of(enrolment.unit)
    by.must(CampaignPermission.ENROL, at=path)
    by.must(membership.MembershipPermission.NAMES_READ, at=path)
