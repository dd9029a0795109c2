"""Django's entry to unionhall.modules.campaigns."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    """Registers permissions, verbs, procedure and measures of campaigns under the label "campaigns"."""

    name = "unionhall.modules.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        """Declare what the module brings."""
        from unionhall.kernel.actor import register_permissions
        from unionhall.kernel.facts.checks import register_check
        from unionhall.kernel.facts.declare import register_measures
        from unionhall.kernel.jobs import declare as jobs
        from unionhall.kernel.journal import declare as journal
        from unionhall.kernel.org.regrouping import takes_part
        from unionhall.kernel.people.declare import register_holding
        from unionhall.kernel.procedures.declare import register_procedures
        from unionhall.modules.campaigns import actions, facts
        from unionhall.modules.campaigns.actions.own import PARTICIPATIONS
        from unionhall.modules.campaigns.actions.regrouping import PART
        from unionhall.modules.campaigns.permissions import CampaignPermission
        from unionhall.modules.campaigns.procedure import ENROLMENT, LINK_WATCH, NUDGING

        register_permissions(CampaignPermission)
        register_holding(PARTICIPATIONS)
        register_procedures(ENROLMENT, LINK_WATCH, NUDGING)
        takes_part(PART)
        jobs.every("campaigns.forget_attempts", 24 * 60, actions.forget_attempts)
        jobs.every("campaigns.count_tasks", 1, actions.count_tasks)
        register_check(facts.UNCONFIRMED)
        register_check(facts.WITHOUT_PROOF)
        register_measures(
            facts.ENROLLED_UNITS, facts.TAKING_PART, facts.ACTS_HELD, facts.PEOPLE_REACHED, facts.COPIES_HANDED_OUT
        )
        journal.verbs(
            "campaigns",
            {
                "campaigns.launched": _("{unit}发起“{name}”，请了 {units} 家"),
                "campaigns.presented": _("{unit}改了“{name}”的文字和封面图"),
                "campaigns.tasks_set": _("{unit}在“{name}”里要求：{tasks}"),
                "campaigns.task_dropped": _("{unit}不再要求“{tasks}”（{name}）"),
                "campaigns.act_reported": _("{unit}上报一次活动：{act}"),
                "campaigns.act_changed": _("{unit}改了上报的活动：{act}"),
                "campaigns.act_withdrawn": _("{unit}撤回上报的活动：{act}"),
                "campaigns.asked_late": _("{unit}给“{name}”补请 {units} 家"),
                "campaigns.link_replaced": _("{unit}换了活动链接"),
                "campaigns.link_revoked": _("{unit}停了活动链接"),
                "campaigns.confirmed": _("{unit}核对了参加的人：{about}"),  # lines of earlier days
                "campaigns.settled": _("{unit}核对了 {number} 个参加的人：{about}"),
                "campaigns.dismissed": _("{unit}把 {number} 个不是本单位的从核对名单里移走"),
                "campaigns.released": _("{unit}给了续答码，换一部手机接着做：{about}"),
                "campaigns.resumed": _("用续答码换了一部手机接着做：{about}"),
                "campaigns.resumed_by_slip": _("用专用链接换了一部手机接着做：{about}"),
                "campaigns.disowned": _("在手机上说“这不是我”，这一份作废：{about}"),
                "campaigns.slips_printed": _("{unit}打了 {number} 张专用链接：{about}"),
            },
        )
