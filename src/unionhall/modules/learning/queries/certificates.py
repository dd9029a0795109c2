"""Certificates: what one says, whether it holds, who may see it under the full name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db import models

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.statements import Select
from unionhall.modules.campaigns.api import Participant
from unionhall.modules.learning.models import Assignment, Certificate, CertificateRule, earned
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.queries.content import content_for
from unionhall.modules.learning.queries.sitting import Sitting, final_of
from unionhall.modules.membership.api import MembershipPermission

HOLDS, EXPIRED, REVOKED, IN_QUESTION = "holds", "expired", "revoked", "in_question"
_KNOWN_FOR = 60  # seconds that a process may go without noticing a new rule
_NONE = "none"  # kept where there is no rule
HIDDEN = "＊"


@dataclass(frozen=True, slots=True)
class Checked:
    """What everybody may know about a certificate: a masked name, its title, its day, and whether it holds."""

    name: str
    title: str
    issued: date
    state: str


def mask_name(name: str) -> str:
    """A name of which only the first character is shown; how long it is, is not shown either."""
    return f"{name.strip()[:1]}{HIDDEN * 2}"


def state_of(certificate: Certificate) -> str:
    """Whether a certificate holds today. One for a voided sheet is revoked.

    One that the tries do not earn any more is in question, until its unit takes it back or keeps it.
    """
    return states_of([certificate])[0]


def states_of(certificates: Sequence[Certificate]) -> list[str]:
    """The same of many, in their order, with one query more at the most."""
    still = earned(certificates)
    return [_state_of(one, is_earned=one.pk in still) for one in certificates]


def _state_of(certificate: Certificate, *, is_earned: bool) -> str:
    if certificate.revoked is not None or certificate.sheet.voided is not None:
        return REVOKED
    if certificate.kept is None and not is_earned:
        return IN_QUESTION
    return EXPIRED if certificate.expires is not None and certificate.expires < clock.today() else HOLDS


def _certificates() -> models.QuerySet[Certificate]:
    return Certificate.objects.select_related(
        "rule__unit", "rule__assignment__paper", "participant__person", "sheet", "unit"
    ).defer("sheet__answers", "sheet__receipts", "rule__assignment__paper__content")


_HELD = Select(
    lambda participant, assignment: (
        _certificates().filter(participant=participant, rule__assignment_id=assignment).order_by("-pk")[:1]
    ),
    participant=int,
    assignment=int,
)


def check(token: str) -> Checked | None:
    """What the public page shows of the certificate with this token; None where there is none."""
    found = _certificates().filter(token=token).first() if token else None
    if found is None:
        return None
    return Checked(mask_name(found.participant.name), found.rule.title, found.issued, state_of(found))


def rule_key(assignment_id: int) -> str:
    """Under which name a process keeps the rule of an assignment."""
    return f"learning-certificate-rule-{assignment_id}"


def rule_for(assignment_id: int) -> CertificateRule | None:
    """The rule by which a certificate is given for an assignment, if any. Mostly without a query."""
    kept: CertificateRule | str | None = cache.get(rule_key(assignment_id))
    if kept is None:
        kept = CertificateRule.objects.filter(assignment_id=assignment_id, stopped=None).first() or _NONE
        cache.set(rule_key(assignment_id), kept, _KNOWN_FOR)
    return None if isinstance(kept, str) else kept


def is_offered(sitting: Sitting) -> bool:
    """Whether who holds this sheet may ask for a certificate."""
    rule = rule_for(sitting.sheet.assignment_id)
    return rule is not None and deserves(sitting, rule)


def deserves(sitting: Sitting, rule: CertificateRule) -> bool:
    """Whether a sitting's sheet is what a rule asks for."""
    sheet = sitting.sheet
    if sheet.voided is not None:
        return False
    if rule.asks == CertificateRule.Asks.LEARNT:
        return sheet.lesson_read is not None
    final = final_of(sitting) if sheet.handed_in is not None else None
    return final is not None and rule.is_met(final.marks, passed=final.is_passed)


def certificate_of(participant: Participant, assignment_id: int) -> Certificate | None:
    """The certificate that a participant holds for an assignment, if any."""
    return _HELD.first(participant=participant.pk, assignment=assignment_id)


def my_certificates(by: Actor) -> list[Certificate]:
    """The certificates of whoever is signed in: given to a participant who is this person beyond doubt."""
    if by.person_id is None:
        return []
    mine = _certificates().filter(participant__person_id=by.person_id, participant__state=Participant.State.MATCHED)
    return list(mine.order_by("-pk"))


def rules(by: Actor) -> models.QuerySet[CertificateRule]:
    """The rules of units whose papers one may read, newest first, with how many certificates were given."""
    units = Unit.objects.within(by.scope(LearningPermission.PAPER_READ))
    found = CertificateRule.objects.filter(unit__in=units).select_related("unit", "assignment__campaign")
    return found.annotate(given=models.Count("certificates")).order_by("-pk")


def certificates(by: Actor) -> models.QuerySet[Certificate]:
    """The certificates of people of units whose results, and names, one may read, newest first."""
    results = Unit.objects.within(by.scope(LearningPermission.RESULTS_READ))
    names = Unit.objects.within(by.scope(MembershipPermission.NAMES_READ))
    return _certificates().filter(unit__in=results).filter(unit__in=names).order_by("-pk")


def certificate_for(by: Actor, certificate_id: int) -> Certificate:
    """One certificate with its name. Raises Denied where it does not exist or one may not read names there."""
    found = _certificates().filter(pk=certificate_id).first()
    if found is None:
        raise Denied(LearningPermission.RESULTS_READ.value)
    path = org_queries.path_of(found.unit)
    by.must(LearningPermission.RESULTS_READ, at=path)
    by.must(MembershipPermission.NAMES_READ, at=path)
    return found


def ending_at(unit: Unit) -> list[Certificate]:
    """The certificates of a unit's people that end soon, as was told, the first to end first; for who may see names."""
    told = _certificates().filter(unit=unit, reminded__isnull=False, revoked=None, expires__gte=clock.today())
    found = list(told.order_by("expires", "pk"))
    return [one for one, state in zip(found, states_of(found), strict=True) if state == HOLDS]


def free_assignments(by: Actor, units: list[Unit]) -> list[Assignment]:
    """What was given to a campaign of these units, the latest first."""
    given = Assignment.objects.filter(campaign__unit__in=units).select_related("campaign__unit", "lesson", "paper")
    return list(given.defer("paper__content", "lesson__sections").order_by("-pk")[:50])


def full_marks(assignment: Assignment) -> int:
    """The most marks that an assignment's paper gives; 0 where it has none."""
    return content_for(assignment.paper).full_marks if assignment.paper else 0
