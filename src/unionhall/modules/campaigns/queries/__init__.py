"""Reading campaigns: what my units are called to, who takes part, and the way a link opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied, Permission
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Placement, Succession, Unit
from unionhall.kernel.statements import Select
from unionhall.modules.campaigns.models import Attempt, Campaign, Enrolment, Link, LinkAlarm, Participant
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.campaigns.procedure import ASKED, ENROLLED, TOLD
from unionhall.modules.campaigns.queries.acts import act_for as act_for
from unionhall.modules.campaigns.queries.acts import acts_of as acts_of
from unionhall.modules.campaigns.queries.acts import cover_file as cover_file
from unionhall.modules.campaigns.queries.acts import may_report as may_report
from unionhall.modules.campaigns.queries.acts import page_of as page_of
from unionhall.modules.campaigns.queries.acts import proof_file as proof_file
from unionhall.modules.campaigns.queries.acts import reporting as reporting
from unionhall.modules.campaigns.queries.acts import unproven as unproven
from unionhall.modules.campaigns.queries.audience import Audience as Audience
from unionhall.modules.campaigns.queries.audience import in_words as in_words
from unionhall.modules.campaigns.queries.audience import occurring as occurring
from unionhall.modules.campaigns.queries.audience import parts_of as parts_of
from unionhall.modules.campaigns.queries.audience import placements_asked as placements_asked
from unionhall.modules.campaigns.queries.audience import reach as reach
from unionhall.modules.campaigns.queries.audience import would_be_asked as would_be_asked
from unionhall.modules.campaigns.queries.burden import BASIC_MINUTES as BASIC_MINUTES
from unionhall.modules.campaigns.queries.burden import Burden as Burden
from unionhall.modules.campaigns.queries.burden import burden_of as burden_of
from unionhall.modules.campaigns.queries.burden import figures_known as figures_known
from unionhall.modules.campaigns.queries.claims import Front as Front
from unionhall.modules.campaigns.queries.claims import entry_by_token as entry_by_token
from unionhall.modules.campaigns.queries.claims import front_of as front_of
from unionhall.modules.campaigns.queries.claims import here as here
from unionhall.modules.campaigns.queries.claims import link_by_token as link_by_token
from unionhall.modules.campaigns.queries.nudges import Behind as Behind
from unionhall.modules.campaigns.queries.nudges import behind as behind
from unionhall.modules.campaigns.queries.nudges import nudges_of as nudges_of
from unionhall.modules.campaigns.queries.nudges import sent_today as sent_today
from unionhall.modules.campaigns.queries.running import running_at as running_at
from unionhall.modules.campaigns.queries.tasks import Standing as Standing
from unionhall.modules.campaigns.queries.tasks import TaskState as TaskState
from unionhall.modules.campaigns.queries.tasks import TaskStates as TaskStates
from unionhall.modules.campaigns.queries.tasks import measures_for_tasks as measures_for_tasks
from unionhall.modules.campaigns.queries.tasks import task_states as task_states
from unionhall.modules.campaigns.queries.tasks import tasks_of as tasks_of
from unionhall.modules.campaigns.queries.tasks import undone as undone
from unionhall.modules.membership import api as membership
from unionhall.ui.words import day


@dataclass(frozen=True, slots=True)
class Turnout:
    """How far taking part has come at one unit. ``names`` is None for those who may not read names."""

    matched: int  # people
    to_confirm: int
    unlisted: int
    names: list[str] | None  # of those to be confirmed
    failures: int  # on the unit's link, today
    is_watched: bool  # so many within an hour that the chair was told


def campaigns_for(by: Actor) -> QuerySet[Campaign]:
    """Campaigns that units of mine run or are asked to take part in, the newest first.

    ``asked`` and ``enrolled`` count the units that the actor may see.
    """
    units = org_queries.ids_ever_within(by.scope(CampaignPermission.READ))
    mine = Q(enrolments__unit_id__in=units)
    found = Campaign.objects.filter(
        Q(unit_id__in=units) | Q(pk__in=Enrolment.objects.filter(unit_id__in=units).values("campaign_id"))
    )
    return (
        found.select_related("unit")
        .annotate(
            asked=Count("enrolments", filter=mine & Q(enrolments__state__in=(ASKED, ENROLLED))),
            enrolled=Count("enrolments", filter=mine & Q(enrolments__state=ENROLLED)),
        )
        .order_by("-pk")
    )


_CAMPAIGN: Select[Campaign] = Select(
    lambda campaign: Campaign.objects.select_related("unit", "reckoning").filter(pk=campaign).order_by(), campaign=int
)


def campaign_for(by: Actor, campaign_id: int, permission: Permission = CampaignPermission.READ) -> Campaign:
    """One campaign. With another permission than READ, it has to hold at the unit that runs the campaign.

    Raises Denied if there is none or it may not be seen: the two can not be told apart.
    """
    campaign = _CAMPAIGN.first(campaign=campaign_id)
    if campaign is None:
        raise Denied(permission.value)
    if by.may(permission, at=org_queries.path_of(campaign.unit)):
        return campaign
    if permission is CampaignPermission.READ and enrolments_of(by, campaign).exists():
        return campaign
    raise Denied(permission.value)


def enrolments_of(by: Actor, campaign: Campaign) -> QuerySet[Enrolment]:
    """The enrolments of a campaign at the units that the actor may see, by the units' codes."""
    units = org_queries.ids_ever_within(by.scope(CampaignPermission.READ))
    found = Enrolment.objects.filter(campaign=campaign).select_related("unit", "campaign__unit")
    return found.filter(unit_id__in=units).order_by("unit__code")


def not_asked(by: Actor, campaign: Campaign, unit: Unit) -> list[Unit]:
    """Grassroots unions below ``unit`` that the campaign has not asked: founded since, moved here, or left out then.

    Raises Denied for who may not launch there.
    """
    asked = set(Enrolment.objects.filter(campaign=campaign).values_list("unit_id", flat=True))
    top = org_queries.path_of(campaign.unit)
    below = would_be_asked(by, unit) if paths.covers(top, org_queries.path_of(unit)) else []
    return [one for one in below if one.pk not in asked]


def regrouped(enrolments: Iterable[Enrolment], since: date) -> dict[int, list[str]]:
    """What became of units since a day, in words, by unit id: merged into which, or who came in."""
    ids = {enrolment.unit_id for enrolment in enrolments}
    told: dict[int, list[str]] = {}
    for went in org_queries.successions(ids, since):
        values = {"day": day(went.on), "unit": went.unit.name, "to": went.successor.name}
        gone = _("%(day)s并入%(to)s") if went.is_whole else _("%(day)s分出%(to)s")
        came = _("%(day)s起接着%(unit)s") if went.is_whole else _("%(day)s从%(unit)s分出")
        told.setdefault(went.unit_id, []).append(gone % values)
        told.setdefault(went.successor_id, []).append(came % values)
    for moved in org_queries.moves(ids, since):
        values = {"day": day(moved.on), "from": moved.came_from.name, "to": moved.went_to.name}
        told.setdefault(moved.unit_id, []).append(_("%(day)s从%(from)s划到%(to)s") % values)
    return told


def moved_away(by: Actor, campaign: Campaign, unit: Unit) -> list[tuple[Unit, list[str]]]:
    """Asked units that stood below ``unit`` during the campaign and stand elsewhere now, with what became of them.

    What they did before stays counted here, so they are shown under both parents. Needs READ. Raises Denied.
    """
    path = org_queries.path_of(unit)
    by.must(CampaignPermission.READ, at=path)
    stood = Placement.objects.below(path).filter(until__gt=campaign.since).values("unit_id")
    stand = Placement.objects.open().below(path).values("unit_id")
    gone = Enrolment.objects.filter(campaign=campaign, unit__in=stood).exclude(unit__in=stand)
    gone = gone.exclude(unit__state=Unit.State.ENDED).select_related("unit").order_by("unit__code")
    notes = regrouped(gone, campaign.since)
    return [(one.unit, notes.get(one.unit_id, [])) for one in gone]


def successor_link(link: Link) -> Link | None:
    """Where a link leads whose unit was merged into another: that one's own open link in the same campaign, if any."""
    successor = Succession.objects.filter(unit=link.enrolment.unit_id, is_whole=True).values("successor_id")
    found = Link.objects.select_related("enrolment__campaign", "enrolment__unit").open(clock.now())
    return found.filter(enrolment__campaign=link.enrolment.campaign_id, enrolment__unit_id__in=successor).first()


def enrolment_for(
    by: Actor, campaign_id: int, code: str, permission: Permission = CampaignPermission.READ
) -> Enrolment:
    """The enrolment of the unit with this code. Raises Denied if there is none or the permission does not hold."""
    unit = org_queries.unit_for(by, code, permission)
    found = Enrolment.objects.select_related("unit", "campaign__unit", "campaign__reckoning")
    enrolment = found.filter(campaign_id=campaign_id, unit=unit).first()
    if enrolment is None:
        raise Denied(permission.value)
    return enrolment


def open_link(by: Actor, enrolment: Enrolment) -> Link | None:
    """The unit's link that is not revoked, for those who may enrol it."""
    if not by.may(CampaignPermission.ENROL, at=org_queries.path_of(enrolment.unit)):
        return None
    return (
        Link.objects.select_related("enrolment__campaign__unit", "enrolment__unit")
        .current()
        .filter(enrolment=enrolment)
        .first()
    )


def link_state(link: Link | Front) -> str:
    """Whether a link lets somebody in: "open", "early", "over" or "revoked"."""
    if link.revoked is not None:
        return "revoked"
    now = clock.now()
    if now >= link.expires:
        return "revoked" if link.replaced else "over"
    since = link.since if isinstance(link, Front) else link.enrolment.campaign.since
    return "early" if now.date() < since else "open"


def participant_by_id(participant_id: int) -> Participant:
    """One who takes part; whoever asks checks the permission at the unit. Raises Denied if there is none."""
    found = Participant.objects.select_related("enrolment__campaign", "enrolment__unit", "person")
    participant = found.filter(pk=participant_id).first()
    if participant is None:
        raise Denied(CampaignPermission.READ.value)
    return participant


def turnout(by: Actor, enrolment: Enrolment) -> Turnout:
    """How far taking part has come at one unit. Raises Denied for who may not see the campaign there."""
    path = org_queries.path_of(enrolment.unit)
    by.must(CampaignPermission.READ, at=path)
    rows = Participant.objects.filter(enrolment=enrolment, left=None)
    waiting = rows.filter(state=Participant.State.TO_CONFIRM)
    may_read_names = by.may(membership.MembershipPermission.NAMES_READ, at=path)
    failures = Attempt.objects.filter(link__enrolment=enrolment, has_failed=True, at__date=clock.today())
    return Turnout(
        matched=rows.filter(state=Participant.State.MATCHED).values("person").distinct().count(),
        to_confirm=waiting.values("identity").distinct().count(),
        unlisted=rows.filter(state=Participant.State.UNLISTED).values("identity").distinct().count(),
        names=sorted(set(waiting.values_list("name", flat=True))) if may_read_names else None,
        failures=failures.count(),
        is_watched=LinkAlarm.objects.filter(link__enrolment=enrolment, state=TOLD).exists(),
    )


def enrolled() -> QuerySet[Enrolment]:
    """All enrolled units of campaigns with a reckoning: what ``campaigns.units`` is derived from."""
    return Enrolment.objects.filter(state=ENROLLED, campaign__reckoning__isnull=False).select_related("campaign")


def counted() -> QuerySet[Participant]:
    """All participants that made their person count: what ``campaigns.people`` is derived from."""
    return Participant.objects.filter(counted_on__isnull=False).select_related("enrolment__campaign")
