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
        from unionhall.kernel.facts.declare import register_measures
        from unionhall.kernel.journal import declare as journal
        from unionhall.kernel.org.regrouping import takes_part
        from unionhall.kernel.people.declare import register_holding
        from unionhall.kernel.procedures.declare import register_procedures
        from unionhall.modules.campaigns import facts
        from unionhall.modules.campaigns.actions.own import PARTICIPATIONS
        from unionhall.modules.campaigns.actions.regrouping import PART
        from unionhall.modules.campaigns.permissions import CampaignPermission
        from unionhall.modules.campaigns.procedure import ENROLMENT

        register_permissions(CampaignPermission)
        register_holding(PARTICIPATIONS)
        register_procedures(ENROLMENT)
        takes_part(PART)
        register_measures(facts.ENROLLED_UNITS, facts.TAKING_PART)
        journal.verbs(
            "campaigns",
            {
                "campaigns.launched": _("{unit}发起“{name}”，请了 {units} 家"),
                "campaigns.link_replaced": _("{unit}换了活动链接"),
                "campaigns.link_revoked": _("{unit}停了活动链接"),
                "campaigns.confirmed": _("{unit}核对了参加的人：{about}"),
            },
        )
