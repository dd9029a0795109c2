"""Django's entry to the desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """Registers the desk's rooms (templates, tests) and what reacts to what."""

    name = "unionhall.desk"
    label = "desk"

    def ready(self) -> None:
        """Put the reactions in place, the way to complain and the privacy notice on every page."""
        from unionhall.desk import reactions
        from unionhall.ui import links

        reactions.register()
        links.stand_on_every_page(_("投诉建议"), "feedback:new")
        links.stand_on_every_page(_("个人信息"), "desk:privacy")
