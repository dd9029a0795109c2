"""What one may be allowed to do for safety at work."""

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Permission


class SafetyPermission(Permission):
    """Reading, handling and putting right are three rights; who reported is a fourth, which the employer never has."""

    READ = "safety.read", _("看隐患台账")
    HANDLE = "safety.handle", _("受理隐患，定级，交办，销号")
    MEND = "safety.mend", _("登记整改")
    RECHECK = "safety.recheck", _("复查整改")
