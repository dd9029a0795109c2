"""Django's entry to unionhall.kernel.procedures."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """Registers unionhall.kernel.procedures under the label "procedures"."""

    name = "unionhall.kernel.procedures"
    label = "procedures"

    def ready(self) -> None:
        """Let the ticker raise overdue duties, and let the tree count open work before a unit moves or ends."""
        from django.utils.translation import gettext_lazy as _

        from unionhall.kernel.jobs import declare as jobs
        from unionhall.kernel.org import declare as org
        from unionhall.kernel.procedures import actions, queries

        jobs.every("procedures.rise", 15, actions.rise_overdue)
        org.effect_counter("procedures.open", _("未办结的事项"), queries.count_open)
