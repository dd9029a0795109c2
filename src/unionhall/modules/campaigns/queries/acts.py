"""Reading what units have reported of their activities."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied, Permission
from unionhall.kernel.facts.models import Asked
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Placement, Unit, below
from unionhall.modules.campaigns.models import Act, Campaign, Enrolment
from unionhall.modules.campaigns.permissions import CampaignPermission

COVERS = "covers"
FOLDER = "proofs"  # beside the public files of lessons, not among them: a proof is shown to whoever may see the act


def acts_of(by: Actor, campaign: Campaign, unit: Unit) -> QuerySet[Act]:
    """What a unit has reported, the latest first, with what it withdrew. Raises Denied for who may not see it."""
    by.must(CampaignPermission.READ, at=org_queries.path_of(unit))
    return Act.objects.filter(campaign=campaign, unit=unit).order_by("withdrawn", "-day", "-pk")


def act_for(by: Actor, act_id: int, permission: Permission = CampaignPermission.READ) -> Act:
    """One act. Raises Denied if there is none or the permission does not hold at its unit."""
    act = Act.objects.select_related("campaign__reckoning", "campaign__unit", "unit").filter(pk=act_id).first()
    if act is None or not by.may(permission, at=org_queries.path_of(act.unit)):
        raise Denied(permission.value)
    return act


def unproven(by: Actor, campaign: Campaign, unit: Unit) -> QuerySet[Act]:
    """Acts at ``unit`` and below it that stand without any proof, the earliest first; for a closing's check list."""
    path = org_queries.path_of(unit)
    by.must(CampaignPermission.READ, at=path)
    here = Placement.objects.open().filter(below(path)).values("unit_id")
    found = Act.objects.filter(campaign=campaign, unit__in=here, withdrawn=None, proof="")
    return found.select_related("unit").order_by("day", "pk")


def reporting(by: Actor, campaign_id: int, code: str) -> tuple[Campaign, Unit]:
    """The campaign and the unit with this code, where it may report what it held: who was asked, and those above.

    A union above takes part itself where it calls, or stands between who calls and somebody asked.
    Raises Denied where there is none or REPORT does not hold at the unit.
    """
    unit = org_queries.unit_for(by, code, CampaignPermission.REPORT)
    campaign = Campaign.objects.select_related("unit", "reckoning").filter(pk=campaign_id).first()
    if campaign is None or not may_report(by, campaign, unit):
        raise Denied(CampaignPermission.REPORT.value)
    return campaign, unit


def may_report(by: Actor, campaign: Campaign, unit: Unit) -> bool:
    """Whether the unit is part of the campaign, and ``by`` may say what it held."""
    path = org_queries.path_of(unit)
    if not by.may(CampaignPermission.REPORT, at=path):
        return False
    if Enrolment.objects.filter(campaign=campaign, unit=unit).exists():
        return True
    is_within = paths.covers(org_queries.path_of(campaign.unit), path)
    return is_within and Asked.objects.filter(below(path), reckoning=campaign.reckoning_id).exists()


def page_of(campaign: Campaign, unit: Unit) -> str:
    """The address of the page on which a unit sees what it has to do in a campaign."""
    if Enrolment.objects.filter(campaign=campaign, unit=unit).exists():
        return reverse("campaigns:unit", args=(campaign.pk, unit.code))
    return reverse("campaigns:campaign", args=(campaign.pk,))


def cover_file(name: str) -> Path:
    """Where a campaign's picture of this name lies, whether it is there or not."""
    return Path(settings.MEDIA_ROOT) / COVERS / name[:2] / name


def proof_file(name: str) -> Path:
    """Where the proof of this name lies, whether it is there or not."""
    return Path(settings.MEDIA_ROOT) / FOLDER / name[:2] / name
