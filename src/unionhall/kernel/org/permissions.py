"""What may be permitted about the tree itself."""

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Permission


class OrgPermission(Permission):
    """Seeing and changing units."""

    UNIT_READ = "org.unit_read", _("看单位的情况")
    UNIT_FOUND = "org.unit_found", _("在下面成立单位")
    UNIT_CHANGE = "org.unit_change", _("改单位的名称和统一社会信用代码")
    UNIT_MOVE = "org.unit_move", _("把单位改到另一家工会下面")
    UNIT_END = "org.unit_end", _("撤销单位")
    UNIT_MERGE = "org.unit_merge", _("合并、分立单位")
