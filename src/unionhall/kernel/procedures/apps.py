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
        from unionhall.kernel.org.regrouping import takes_part
        from unionhall.kernel.people.declare import Holding, register_holding
        from unionhall.kernel.procedures import actions, queries, regrouping

        jobs.every("procedures.rise", 15, actions.rise_overdue)
        org.effect_counter("procedures.open", _("未办结的事项"), queries.count_open)
        takes_part(regrouping.PART)
        columns = ("DutyAbout.person_id", "Duty.opened_by", "Duty.met_by")
        register_holding(
            Holding(
                key="procedures.duties",
                label=_("经办的事项"),
                moves=tuple(f"procedures.{column}" for column in columns),
                kept_because=_("谁在什么时候办的事要查得到"),
            )
        )
