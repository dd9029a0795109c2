"""How a campaign presents itself: what it asks, in formatted words, and a picture above them."""

from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.campaigns.actions.keeping import keep_cover
from unionhall.modules.campaigns.models import Campaign
from unionhall.modules.campaigns.permissions import CampaignPermission

LONGEST_THEME = 4000


def present(
    by: Actor, campaign: Campaign, *, theme: str, cover: BinaryIO | None = None, takes_off: bool = False
) -> Campaign:
    """Put the words (Markdown) and the picture of a campaign right; without ``cover`` the one that is there stays.

    Needs LAUNCH at the unit that calls. Raises Refused with every sentence that stands against it.
    """
    by.must(CampaignPermission.LAUNCH, at=org_queries.path_of(campaign.unit))
    if not theme.strip():
        raise Refused(Reason("theme", _("写上要大家做什么")))
    if len(theme.strip()) > LONGEST_THEME:
        raise Refused(Reason("theme", _("写短些，不超过 4,000 个字")))
    kept = keep_cover(cover) if cover else "" if takes_off else campaign.cover
    with transaction.atomic():
        locked = Campaign.objects.select_for_update(of=("self",)).select_related("unit").get(pk=campaign.pk)
        locked.theme, locked.cover = theme.strip(), kept
        locked.save(update_fields=["theme", "cover"])
        data = {"name": locked.name}
        journal.write(by=by, verb="campaigns.presented", unit_id=locked.unit_id, subject=locked, data=data)
    return locked
