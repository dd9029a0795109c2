"""Django's entry to unionhall.modules.campaigns."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Registers permissions, verbs, procedure and measures of campaigns under the label "campaigns"."""

    name = "unionhall.modules.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        """Declare what the module brings."""
        from unionhall.kernel.actor import register_permissions
        from unionhall.modules.campaigns.permissions import CampaignPermission

        register_permissions(CampaignPermission)
