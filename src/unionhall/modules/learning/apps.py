"""Django's entry to unionhall.modules.learning."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    """Registers unionhall.modules.learning under the label "learning", and what it declares."""

    name = "unionhall.modules.learning"
    label = "learning"

    def ready(self) -> None:
        """Make the permissions known."""
        from unionhall.kernel.actor import register_permissions
        from unionhall.modules.learning.permissions import LearningPermission

        register_permissions(LearningPermission)
