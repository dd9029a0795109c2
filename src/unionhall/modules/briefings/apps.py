"""Django's entry to unionhall.modules.briefings."""

from django.apps import AppConfig


class BriefingsConfig(AppConfig):
    """Registers permissions and the procedure under the label "briefings"."""

    name = "unionhall.modules.briefings"
    label = "briefings"

    def ready(self) -> None:
        """Declare what the module brings; take part when units are merged or end."""
        from unionhall.kernel.actor import register_permissions
        from unionhall.kernel.journal import events
        from unionhall.kernel.org.events import UnitsEnded
        from unionhall.kernel.org.regrouping import takes_part
        from unionhall.kernel.procedures.declare import register_procedures
        from unionhall.modules.briefings.actions.regrouping import PART, end_with_units
        from unionhall.modules.briefings.permissions import BriefingPermission
        from unionhall.modules.briefings.procedure import BRIEFING

        register_permissions(BriefingPermission)
        register_procedures(BRIEFING)
        events.listen(UnitsEnded, end_with_units)
        takes_part(PART)
