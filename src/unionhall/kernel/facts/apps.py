"""Django's entry to unionhall.kernel.facts."""

from django.apps import AppConfig


class FactsConfig(AppConfig):
    """Registers unionhall.kernel.facts under the label "facts"."""

    name = "unionhall.kernel.facts"
    label = "facts"
