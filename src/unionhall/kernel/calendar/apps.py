"""Django's entry to unionhall.kernel.calendar."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarConfig(AppConfig):
    """Registers unionhall.kernel.calendar under the label "calendar"."""

    name = "unionhall.kernel.calendar"
    label = "calendar"

    def ready(self) -> None:
        """Make permissions and verbs known."""
        from unionhall.kernel.actor import register_permissions
        from unionhall.kernel.calendar.permissions import CalendarPermission
        from unionhall.kernel.journal import declare as journal

        register_permissions(CalendarPermission)
        journal.verbs(
            "calendar",
            {
                "calendar.year_laid_down": _("定下了{year}年的节假日"),
                "calendar.day_set": _("把{day}定为{works}"),
                "calendar.day_removed": _("取消了{day}的单独规定"),
            },
        )
