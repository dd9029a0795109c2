"""Django's entry to the desk."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Registers the desk's rooms (templates, tests) and what reacts to what."""

    name = "unionhall.desk"
    label = "desk"

    def ready(self) -> None:
        """Put the reactions in place."""
        from unionhall.desk import reactions

        reactions.register()
