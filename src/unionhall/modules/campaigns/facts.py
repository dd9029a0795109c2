"""What is countable in campaigns."""

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.facts.checks import Check
from unionhall.kernel.facts.declare import ADDITIVE, DISTINCT, FactRow, Measure, PresenceRow
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.journal.queries import subject_of
from unionhall.modules.campaigns import queries
from unionhall.modules.campaigns.models import Enrolment, Participant
from unionhall.modules.membership.api import MembershipPermission

UNITS, PEOPLE = "campaigns.units", "campaigns.people"


def unit_row(enrolment: Enrolment) -> FactRow:
    """The fact that an enrolled unit is. Raises ValueError for one that has not enrolled."""
    if enrolment.enrolled is None:
        raise ValueError(f"{enrolment} has not enrolled")
    return FactRow(
        measure=UNITS,
        unit_id=enrolment.unit_id,
        day=timezone.localtime(enrolment.enrolled).date(),
        value=1,
        source=subject_of(enrolment),
        reckoning_id=enrolment.campaign.reckoning_id,
    )


def person_row(participant: Participant) -> PresenceRow:
    """The presence of a participant who counts."""
    campaign = participant.enrolment.campaign
    if campaign.reckoning_id is None or participant.person_id is None or participant.counted_on is None:
        raise ValueError(f"{participant} does not count")
    return PresenceRow(
        measure=PEOPLE,
        reckoning_id=campaign.reckoning_id,
        person_id=participant.person_id,
        unit_id=participant.enrolment.unit_id,
        day=participant.counted_on,
        source=participant.counted_source,
    )


def _derive_units() -> Iterator[FactRow]:
    for enrolment in queries.enrolled().iterator():
        yield unit_row(enrolment)


def _derive_people() -> Iterator[PresenceRow]:
    for participant in queries.counted().iterator():
        yield person_row(participant)


def _describe_units(sources: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    ids = {int(source.rpartition(":")[2]): source for source in sources}
    rows = Enrolment.objects.filter(pk__in=ids).select_related("unit", "campaign")
    return {ids[row.pk]: (row.unit.name, row.get_absolute_url()) for row in rows}


def _unconfirmed(reckoning: Reckoning) -> dict[int, int]:
    waiting = Participant.objects.filter(
        enrolment__campaign__reckoning=reckoning, state=Participant.State.TO_CONFIRM, left=None
    )
    rows = waiting.order_by().values_list("enrolment__unit_id")
    return dict(rows.annotate(n=Count("identity", distinct=True)))


UNCONFIRMED = Check(
    key="campaigns.unconfirmed",
    label=_("参加的人还没核对"),
    unit=_("人"),
    hint=_("主席没核对的，不算参加职工，答卷也不算"),
    count=_unconfirmed,
)
ENROLLED_UNITS = Measure(
    key=UNITS,
    label=_("报名单位"),
    unit=_("家"),
    kind=ADDITIVE,
    derive=_derive_units,
    describe=_describe_units,
)
TAKING_PART = Measure(
    key=PEOPLE,
    label=_("参加职工"),
    unit=_("人"),
    kind=DISTINCT,
    derive=_derive_people,
    names_permission=MembershipPermission.NAMES_READ,
)
