"""What may be permitted about offices."""

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Permission


class AccessPermission(Permission):
    """Seeing and filling offices."""

    OFFICE_READ = "access.office_read", _("看谁担任什么职务")
    APPOINT = "access.appoint", _("任职、免职和交接")
