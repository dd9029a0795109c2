"""Rights to the calendar."""

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Permission


class CalendarPermission(Permission):
    """Who keeps the installation's holidays."""

    EDIT = "calendar.edit", _("维护节假日和调休")
