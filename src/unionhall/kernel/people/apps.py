"""Django's entry to unionhall.kernel.people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers unionhall.kernel.people under the label "people"."""

    name = "unionhall.kernel.people"
    label = "people"
