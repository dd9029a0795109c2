"""Django's entry to unionhall.kernel.journal."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Registers unionhall.kernel.journal under the label "journal"."""

    name = "unionhall.kernel.journal"
    label = "journal"
