"""What may be permitted about figures. A right to figures is no right to people."""

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Permission


class FactsPermission(Permission):
    """Seeing what was counted, and asking for it."""

    FIGURES_READ = "facts.figures_read", _("看统计数字")
    SHARE = "facts.share", _("开大屏链接，不登录也能看数")
    CLOSE = "facts.close", _("签认统计截止，重新打开")
