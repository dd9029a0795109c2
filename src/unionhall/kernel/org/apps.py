"""Django's entry to unionhall.kernel.org."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Registers unionhall.kernel.org under the label "org"."""

    name = "unionhall.kernel.org"
    label = "org"
