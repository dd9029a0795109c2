"""A worker opens what they are given to read and answer: their own sheet, the first time a new one."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Reason, Refused
from unionhall.kernel.running import execute
from unionhall.kernel.statements import Insert, Select
from unionhall.modules.campaigns import api as campaigns
from unionhall.modules.campaigns.api import Participant
from unionhall.modules.learning.actions.beginning import Rules, beginning, content_at, shut_by
from unionhall.modules.learning.models import Assignment, Sheet, end_of
from unionhall.modules.learning.queries.content import content_of

ENDED = "ended"
SHEET = Insert(Sheet)


def open_sheet(participant: Participant, assignment: Assignment, *, begins: bool = False) -> Sheet:
    """The participant's latest sheet for an assignment of their campaign; a first one is made where there is none.

    ``begins``: the paper is begun at once, if it may be. Raises Refused for an assignment of another campaign, and for
    one that is over before it was begun.
    """
    if assignment.campaign_id != participant.enrolment.campaign_id:
        raise Refused(_("这份卷子不在您参加的活动里"))
    latest = _LATEST.first(participant=participant.pk, assignment=assignment.pk)
    if latest is not None:
        return latest
    if clock.now() >= end_of(assignment.campaign):
        raise Refused(Reason(ENDED, _("这次活动已经结束，不能再答了")))
    fresh = SHEET.new(
        participant=participant, assignment=assignment, unit_id=participant.enrolment.unit_id, opened=clock.now()
    )
    rules = None
    if begins and assignment.paper_id:
        rules = Rules(content_at(fresh), end_of(participant.enrolment.campaign), assignment.lesson_id is not None)
    return _made(fresh, rules)


def _made(fresh: Sheet, rules: Rules | None, extra: int | None = None) -> Sheet:
    """A new sheet written, begun by ``rules`` if it may be; where another tap came first, what that has made."""
    if rules is not None and shut_by(fresh, rules) == "":
        for name, value in beginning(fresh, rules, extra).items():
            setattr(fresh, name, value)
    if SHEET.save_if_new(fresh):
        return fresh
    made = _LATEST.first(participant=fresh.participant_id, assignment=fresh.assignment_id)
    if made is None:
        raise Sheet.DoesNotExist
    return made


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet that a device has opened: what its next page depends on."""

    public: str
    is_handed_in: bool
    has_paper: bool
    has_lesson: bool
    link_token: str


def open_own(cookie: str, assignment_id: int, *, begins: bool) -> Opened | None:
    """As ``open_sheet`` for who holds the latest claim to its campaign in a device's ``cookie``; None for nobody.

    All that stands already is read by one statement. Raises Refused as ``open_sheet``.
    """
    hashes = campaigns.claim_hashes(cookie)
    if not hashes:
        return None
    found = [_Found(*row) for row in execute(_own(len(hashes)), [*hashes, assignment_id])[0]]
    if not found:
        return None
    first = min(hashes.index(one.claim_hash) for one in found)
    mine = max((one for one in found if one.claim_hash == hashes[first]), key=lambda one: one.attempt or 0)
    if mine.public is not None:
        return _opened(mine, mine.public, mine.handed_in is not None)
    if clock.now() >= end_of(mine):
        raise Refused(Reason(ENDED, _("这次活动已经结束，不能再答了")))
    fresh = SHEET.new(
        participant_id=mine.participant_id, assignment_id=assignment_id, unit_id=mine.unit_id, opened=clock.now()
    )
    rules = None
    if begins and mine.paper_id is not None:
        content = content_of(mine.paper_id, mine.version or 0, mine.edition or 0)
        rules = Rules(content, end_of(mine), mine.lesson_id is not None)
    made = _made(fresh, rules, (mine.extra or 0) if rules and rules.content.minutes is not None else 0)
    return _opened(mine, made.public, made.handed_in is not None)


class _Found(NamedTuple):
    """What one statement finds about somebody on a device before an assignment, once for each of their sheets."""

    claim_hash: str
    participant_id: int
    unit_id: int
    link_token: str
    until: date  # the campaign's last day
    lesson_id: int | None
    paper_id: int | None
    version: int | None  # of the paper
    edition: int | None
    extra: int | None  # minutes given beforehand
    public: str | None
    attempt: int | None
    handed_in: datetime | None


def _opened(mine: _Found, public: str, is_handed_in: bool) -> Opened:
    return Opened(public, is_handed_in, mine.paper_id is not None, mine.lesson_id is not None, mine.link_token)


@lru_cache(maxsize=campaigns.MOST_CLAIMS)
def _own(number: int) -> str:
    """The statement for so many claims: written out, since a queryset does not go from assignment to participants."""
    return _OWN.replace("CLAIMS", ", ".join(["%s"] * number))


_OWN = (
    "SELECT p.claim_hash, p.id, e.unit_id, l.token, c.until, a.lesson_id, a.paper_id, r.version, r.edition,"
    " (SELECT x.minutes FROM learning_extratime x WHERE x.campaign_id = a.campaign_id"
    " AND x.person_id = p.person_id ORDER BY x.id DESC LIMIT 1), s.public, s.attempt, s.handed_in"
    " FROM campaigns_participant p JOIN campaigns_enrolment e ON e.id = p.enrolment_id"
    " JOIN campaigns_campaign c ON c.id = e.campaign_id JOIN campaigns_link l ON l.id = p.link_id"
    " JOIN learning_assignment a ON a.campaign_id = e.campaign_id LEFT JOIN learning_paper r ON r.id = a.paper_id"
    " LEFT JOIN learning_sheet s ON s.participant_id = p.id AND s.assignment_id = a.id"
    ' WHERE p.claim_hash IN (CLAIMS) AND p."left" IS NULL AND a.id = %s'
)
_LATEST = Select(
    lambda participant, assignment: Sheet.objects.filter(participant=participant, assignment=assignment).order_by(
        "-attempt"
    )[:1],
    participant=int,
    assignment=int,
)
