"""Django's entry to unionhall.kernel.law."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LawConfig(AppConfig):
    """Registers unionhall.kernel.law under the label "law"."""

    name = "unionhall.kernel.law"
    label = "law"

    def ready(self) -> None:
        """Make permissions and verbs known."""
        from unionhall.kernel.actor import register_permissions
        from unionhall.kernel.jobs import declare as jobs
        from unionhall.kernel.journal import declare as journal
        from unionhall.kernel.law.own import turn
        from unionhall.kernel.law.permissions import LawPermission

        register_permissions(LawPermission)
        jobs.surround(turn)
        journal.verbs(
            "law",
            {
                "law.layer_added": _("增加了法规层“{name}”：{rows} 条"),
                "law.layer_changed": _("改了法规层“{name}”：新增 {added} 条，改动 {changed} 条"),
                "law.layer_removed": _("撤下了法规层“{name}”：{rows} 条"),
                "law.region_chosen": _("法规改按国家和{region}的"),
                "law.region_left": _("法规改成只按国家的"),
            },
        )
