"""Django's entry to unionhall.demo."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """Registers unionhall.demo under the label "demo"."""

    name = "unionhall.demo"
    label = "demo"

    def ready(self) -> None:
        """Let the journal of an invented federation say so."""
        from unionhall.kernel.journal import declare as journal

        journal.verbs("demo", {"demo.built": _("编好了演示数据的一部分：{words}")})
