"""Django's entry to unionhall.modules.membership."""

from django.apps import AppConfig


class MembershipConfig(AppConfig):
    """Registers the roll's permissions, verbs, measures, jobs and search under the label "membership"."""

    name = "unionhall.modules.membership"
    label = "membership"

    def ready(self) -> None:
        """Declare what the module brings."""
        from unionhall.kernel.actor import register_permissions
        from unionhall.modules.membership.permissions import MembershipPermission

        register_permissions(MembershipPermission)
