"""Django's entry to unionhall.kernel.law."""

from django.apps import AppConfig


class LawConfig(AppConfig):
    """Registers unionhall.kernel.law under the label "law"."""

    name = "unionhall.kernel.law"
    label = "law"
