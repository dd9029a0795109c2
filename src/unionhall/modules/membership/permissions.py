"""What one may be allowed to do with the roll."""

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Permission


class MembershipPermission(Permission):
    """Rights over the roll; names are a right of their own, since names stay below and figures go up."""

    ROLL_READ = "membership.roll_read", _("看会员名册上的人数和遮住号码的卡片")
    NAMES_READ = "membership.names_read", _("看会员的姓名")
    ROLL_WRITE = "membership.roll_write", _("登记会员入会、离会")
    ROLL_IMPORT = "membership.roll_import", _("导入下级的会员名册")
