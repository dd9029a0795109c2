"""Django's entry to unionhall.kernel.calendar."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """Registers unionhall.kernel.calendar under the label "calendar"."""

    name = "unionhall.kernel.calendar"
    label = "calendar"
