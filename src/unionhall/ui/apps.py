"""Django's entry to unionhall.ui."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers the components, templates and built assets."""

    name = "unionhall.ui"
    label = "ui"
