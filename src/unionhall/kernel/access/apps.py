"""Django's entry to unionhall.kernel.access."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Registers unionhall.kernel.access under the label "access"."""

    name = "unionhall.kernel.access"
    label = "access"
