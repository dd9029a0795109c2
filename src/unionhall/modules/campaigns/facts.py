"""What is countable in campaigns."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.facts.checks import Check
from unionhall.kernel.facts.declare import ADDITIVE, DISTINCT, FactRow, Measure, PresenceRow, Slice
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.journal.queries import subject_of
from unionhall.modules.campaigns import queries
from unionhall.modules.campaigns.models import Act, Enrolment, Participant
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.membership.api import MembershipPermission

UNITS, PEOPLE = "campaigns.units", "campaigns.people"
ACTS, REACHED, COPIES = "campaigns.acts", "campaigns.reached", "campaigns.copies"
REPORTED = (ACTS, REACHED, COPIES)


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


def act_rows(act: Act) -> list[FactRow]:
    """The facts of an act that was not withdrawn: that it was held, and how many people and copies it says."""
    told = ((ACTS, 1, act.kind), (REACHED, act.people, ""), (COPIES, act.copies, ""))
    return [
        FactRow(
            measure=measure,
            unit_id=act.unit_id,
            day=act.day,
            value=value,
            source=subject_of(act),
            reckoning_id=act.campaign.reckoning_id,
            slice=part,
        )
        for measure, value, part in told
        if value is not None
    ]


def _derive_acts(measure: str) -> Callable[[], Iterator[FactRow]]:
    def derive() -> Iterator[FactRow]:
        for act in Act.objects.filter(withdrawn=None).select_related("campaign").iterator():
            yield from (row for row in act_rows(act) if row.measure == measure)

    return derive


def _describe_acts(sources: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    ids = {int(source.rpartition(":")[2]): source for source in sources}
    return {ids[act.pk]: (str(act), act.get_absolute_url()) for act in Act.objects.filter(pk__in=ids)}


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


def _without_proof(reckoning: Reckoning) -> dict[int, int]:
    acts = Act.objects.filter(campaign__reckoning=reckoning, withdrawn=None, proof="")
    return dict(acts.order_by().values_list("unit_id").annotate(n=Count("pk")))


WITHOUT_PROOF = Check(
    key="campaigns.without_proof",
    label=_("上报了没有凭证的活动"),
    unit=_("次"),
    hint=_("算在“上报”里，和系统数出来的分开"),
    count=_without_proof,
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
ACTS_HELD = Measure(
    key=ACTS,
    label=_("办的活动"),
    unit=_("场次"),
    slices=tuple(Slice(kind.value, kind.label) for kind in Act.Kind),
    derive=_derive_acts(ACTS),
    describe=_describe_acts,
    names_permission=CampaignPermission.READ,
    is_reported=True,
)
PEOPLE_REACHED = Measure(
    key=REACHED,
    label=_("活动到场"),
    unit=_("人次"),
    derive=_derive_acts(REACHED),
    describe=_describe_acts,
    names_permission=CampaignPermission.READ,
    is_reported=True,
)
COPIES_HANDED_OUT = Measure(
    key=COPIES,
    label=_("发放的资料"),
    unit=_("份"),
    derive=_derive_acts(COPIES),
    describe=_describe_acts,
    names_permission=CampaignPermission.READ,
    is_reported=True,
)
