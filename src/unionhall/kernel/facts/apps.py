"""Django's entry to unionhall.kernel.facts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FactsConfig(AppConfig):
    """Registers unionhall.kernel.facts under the label "facts"."""

    name = "unionhall.kernel.facts"
    label = "facts"

    def ready(self) -> None:
        """Declare its permission and verbs, and follow units that move."""
        from unionhall.kernel.actor import register_permissions
        from unionhall.kernel.facts import merging, moves, regrouping, summaries
        from unionhall.kernel.facts.permissions import FactsPermission
        from unionhall.kernel.jobs import declare as jobs
        from unionhall.kernel.journal import declare as journal
        from unionhall.kernel.org.regrouping import takes_part
        from unionhall.kernel.people.declare import register_holding

        register_permissions(FactsPermission)
        register_holding(merging.PRESENCES)
        journal.verbs(
            "facts",
            {
                "facts.asked": _("开始统计“{title}”，要求{units}家单位上报"),
                "facts.stopped_asking": _("“{title}”不再要求{units}家单位上报"),
                "facts.closed": _("“{title}”统计截止，数字已固定"),
                "facts.reopened": _("“{title}”重新打开统计，补来的 {late} 条算进来，原来截止的数留着"),
                "facts.wall_opened": _("{unit}给“{title}”开了一个大屏链接"),
                "facts.wall_stopped": _("{unit}停了“{title}”的大屏链接"),
                "facts.repaired": _("汇总数字与明细对不上，已按明细改正{places}处"),
            },
        )
        jobs.every("facts.fold", 1, lambda _by: summaries.fold_all())
        moves.listen()
        takes_part(regrouping.PART)
