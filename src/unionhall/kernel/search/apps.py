"""Django's entry to unionhall.kernel.search."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Registers unionhall.kernel.search under the label "search"."""

    name = "unionhall.kernel.search"
    label = "search"
