"""Django's entry to unionhall.modules.safety."""

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    """Registers permissions, the procedure and the clock's chores under the label "safety"."""

    name = "unionhall.modules.safety"
    label = "safety"

    def ready(self) -> None:
        """Declare what the module brings."""
        from unionhall.kernel.actor import register_permissions
        from unionhall.kernel.jobs import declare as jobs
        from unionhall.kernel.procedures.declare import register_procedures
        from unionhall.modules.safety import actions
        from unionhall.modules.safety.permissions import SafetyPermission
        from unionhall.modules.safety.procedure import HAZARD

        register_permissions(SafetyPermission)
        register_procedures(HAZARD)
        jobs.every("safety.loose_photos", 60, actions.throw_loose_photos)
