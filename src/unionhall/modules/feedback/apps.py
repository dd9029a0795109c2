"""Django's entry to unionhall.modules.feedback."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Registers permission, verbs and procedure of feedback under the label "feedback"."""

    name = "unionhall.modules.feedback"
    label = "feedback"

    def ready(self) -> None:
        """Declare what the module brings."""
        from unionhall.kernel.actor import register_permissions
        from unionhall.kernel.procedures.declare import register_procedures
        from unionhall.modules.feedback.permissions import FeedbackPermission
        from unionhall.modules.feedback.procedure import VOICE

        register_permissions(FeedbackPermission)
        register_procedures(VOICE)
