"""Django's entry to unionhall.kernel.org."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgConfig(AppConfig):
    """Registers unionhall.kernel.org under the label "org"."""

    name = "unionhall.kernel.org"
    label = "org"

    def ready(self) -> None:
        """Declare its permissions and verbs, and tell the journal about units."""
        from unionhall.kernel.actor import register_permissions
        from unionhall.kernel.journal import declare as journal
        from unionhall.kernel.org import queries
        from unionhall.kernel.org.permissions import OrgPermission

        register_permissions(OrgPermission)
        journal.verbs(
            "org",
            {
                "org.founded": _("成立了{unit}"),
                "org.stood": _("{unit}筹建完成"),
                "org.renamed": _("把{was}改名为{now}"),
                "org.numbered": _("改了{unit}的统一社会信用代码"),
                "org.classed": _("改了{unit}的行业"),
                "org.moved": _("改了{unit}的隶属"),
                "org.ended": _("撤销了{unit}"),
                "org.merged_away": _("{unit}并入{into}"),
                "org.merged": _("{unit}接收了{sources}"),
                "org.split": _("从{unit}分出{parts}"),
                "org.split_off": _("{unit}从{source}分出"),
            },
        )
        journal.units(journal.Units(queries.ids_within, queries.paths_of, queries.names_of))
