"""Django's entry to unionhall.kernel.access."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    """Registers unionhall.kernel.access under the label "access"."""

    name = "unionhall.kernel.access"
    label = "access"

    def ready(self) -> None:
        """Declare its permissions and verbs, tell jobs how actors are loaded; end offices together with their unit."""
        from unionhall.kernel.access.actions import end_with_units
        from unionhall.kernel.access.holding import OFFICES
        from unionhall.kernel.access.permissions import AccessPermission
        from unionhall.kernel.access.queries import actor_of_account, people_in_office
        from unionhall.kernel.access.regrouping import PART
        from unionhall.kernel.actor import register_permissions
        from unionhall.kernel.jobs import declare as jobs
        from unionhall.kernel.journal import declare as journal
        from unionhall.kernel.journal import events
        from unionhall.kernel.org.declare import effect_counter
        from unionhall.kernel.org.events import UnitsEnded
        from unionhall.kernel.org.regrouping import takes_part
        from unionhall.kernel.people.declare import register_holding

        register_permissions(AccessPermission)
        register_holding(OFFICES)
        journal.verbs(
            "access",
            {
                "access.appointed": _("{about}任{unit}{label}"),
                "access.ended": _("{about}不再任{unit}{label}"),
                "access.reelected": _("{about}连任{unit}{label}"),
                "access.handed_over": _("{about}交出了{unit}的{label}"),
            },
        )
        jobs.actors(actor_of_account)
        events.listen(UnitsEnded, end_with_units)
        effect_counter("access.in_office", _("在职干部"), people_in_office)
        takes_part(PART)
