"""Django's entry to unionhall.modules.committees."""

from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    """Registers permissions, procedures and the clock's chore under the label "committees"."""

    name = "unionhall.modules.committees"
    label = "committees"

    def ready(self) -> None:
        """Declare what the module brings; end terms together with their union."""
        from unionhall.kernel.actor import register_permissions
        from unionhall.kernel.jobs import declare as jobs
        from unionhall.kernel.journal import events
        from unionhall.kernel.org.events import UnitChanged, UnitsEnded
        from unionhall.kernel.org.regrouping import takes_part
        from unionhall.kernel.procedures.declare import register_procedures
        from unionhall.modules.committees import actions
        from unionhall.modules.committees.actions.founding import hold_to_procedure
        from unionhall.modules.committees.actions.regrouping import PART
        from unionhall.modules.committees.actions.terms import end_with_units
        from unionhall.modules.committees.permissions import CommitteePermission
        from unionhall.modules.committees.procedure import ELECTION, FOUNDING, TERM

        register_permissions(CommitteePermission)
        register_procedures(FOUNDING, TERM, ELECTION)
        jobs.every("committees.terms", 60, actions.fall_due)
        events.listen(UnitsEnded, end_with_units)
        events.listen(UnitChanged, hold_to_procedure)
        takes_part(PART)
