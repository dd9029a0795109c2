"""A campaign begins: the units below are asked, each in one enrolment with its clock."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.law import queries as law
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.campaigns import queries
from unionhall.modules.campaigns.actions.setting_tasks import NewTask, set_tasks
from unionhall.modules.campaigns.models import Campaign, Enrolment
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.campaigns.procedure import ASKED

BATCH = 500


def launch(  # noqa: PLR0913 -- what a call consists of, each by its name
    by: Actor,
    unit: Unit,
    *,
    name: str,
    since: date,
    until: date,
    enrol_until: date,
    theme: str = "",
    cover: str = "",
    contact: str = "",
    audience: queries.Audience | None = None,
    basis: str = "",
    tasks: Sequence[NewTask] = (),
) -> Campaign:
    """Call the grassroots unions below ``unit`` (of an ``audience``) to take part from ``since`` to ``until``.

    ``theme`` is Markdown, ``cover`` the name that ``keep_cover`` gave.
    Opens the reckoning, one enrolment per unit and its clock, in bulk, and sets the tasks. ``basis`` is the id of a
    rule of law. Needs LAUNCH at ``unit``. Raises Refused for a period that can not be, for tasks that can not be, and
    when nobody would be asked.
    """
    by.must(CampaignPermission.LAUNCH, at=org_queries.path_of(unit))
    _refuse_unsound(name, since, until, enrol_until)
    if basis and not law.is_rule(basis):
        raise Refused(Reason("basis", _("选一条法律依据，或者不选")))
    wanted = audience or queries.Audience()
    placements = queries.placements_asked(unit, wanted)
    if not placements and wanted == queries.Audience():
        raise Refused(Reason("nobody", _("%(unit)s下面还没有基层工会，没有谁可以请") % {"unit": unit.name}))
    if not placements:
        raise Refused(Reason("nobody", _("照这样选，一家也请不到，把范围放宽些")))
    with transaction.atomic():
        campaign = Campaign.objects.create(
            unit=unit,
            name=name.strip(),
            theme=theme.strip(),
            cover=cover,
            since=since,
            until=until,
            enrol_until=enrol_until,
            contact=contact.strip(),
            audience=wanted.kept(),
            basis=basis,
            created=clock.now(),
        )
        key = f"campaigns:{campaign.pk}"
        campaign.reckoning = facts.open_reckoning(by, key, campaign.name, unit, since, until, placements)
        campaign.save(update_fields=["reckoning"])
        enrolments = [Enrolment(campaign=campaign, unit=placement.unit, state=ASKED) for placement in placements]
        procedures.begin_many(by, Enrolment.objects.bulk_create(enrolments, batch_size=BATCH))
        data = {"name": campaign.name, "units": len(enrolments)}
        journal.write(by=by, verb="campaigns.launched", unit_id=unit.pk, subject=campaign, data=data)
        if tasks:
            set_tasks(by, campaign, unit, tasks)
    return campaign


def _refuse_unsound(name: str, since: date, until: date, enrol_until: date) -> None:
    reasons = []
    if not name.strip():
        reasons.append(Reason("name", _("写上行动的名称")))
    if len(name.strip()) > 120:
        reasons.append(Reason("name", _("名称超过 120 个字，写短些")))
    if until < since:
        reasons.append(Reason("until", _("结束日期不能早于开始日期")))
    if until < clock.today():
        reasons.append(Reason("until", _("结束日期已经过了")))
    if enrol_until > until:
        reasons.append(Reason("enrol_until", _("报名截止不能晚于结束日期")))
    if enrol_until < clock.today():
        reasons.append(Reason("enrol_until", _("报名截止日期已经过了")))
    if reasons:
        raise Refused(*reasons)
