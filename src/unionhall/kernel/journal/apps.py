"""Django's entry to unionhall.kernel.journal."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Registers unionhall.kernel.journal under the label "journal"."""

    name = "unionhall.kernel.journal"
    label = "journal"

    def ready(self) -> None:
        """Make the permissions known."""
        from unionhall.kernel.actor import register_permissions
        from unionhall.kernel.journal.permissions import JournalPermission

        register_permissions(JournalPermission)
