"""Django's entry to unionhall.modules.liaison."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiaisonConfig(AppConfig):
    """Registers what liaison declares."""

    name = "unionhall.modules.liaison"
    label = "liaison"

    def ready(self) -> None:
        """Permission, measure and verbs."""
        from unionhall.kernel.actor import register_permissions
        from unionhall.kernel.facts.declare import register_measures
        from unionhall.kernel.journal import declare as journal
        from unionhall.modules.liaison.facts import CONTACTS
        from unionhall.modules.liaison.permissions import LiaisonPermission

        register_permissions(LiaisonPermission)
        register_measures(CONTACTS)
        journal.verbs(
            "liaison",
            {
                "liaison.made": _("做了{about}的联系卡"),
                "liaison.changed": _("改了{about}的联系卡"),
                "liaison.withdrawn": _("收回了{about}的联系卡"),
            },
        )
