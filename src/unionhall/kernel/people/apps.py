"""Django's entry to unionhall.kernel.people."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Registers unionhall.kernel.people under the label "people"."""

    name = "unionhall.kernel.people"
    label = "people"

    def ready(self) -> None:
        """Make permissions and verbs known."""
        from unionhall.kernel.actor import register_permissions
        from unionhall.kernel.journal import declare as journal
        from unionhall.kernel.people.declare import register_holding
        from unionhall.kernel.people.holding import ACCOUNTS
        from unionhall.kernel.people.permissions import PeoplePermission

        register_permissions(PeoplePermission)
        register_holding(ACCOUNTS)
        journal.verbs(
            "people",
            {
                "people.changed": _("改了{about}的资料"),
                "people.seen": _("看了{about}的完整号码"),
                "people.seen_own": _("{about}看了自己的完整号码"),
                "people.erased": _("删除了一个人的姓名和号码"),
                "people.merged": _("把两份档案合成一份：{about}"),
                "people.unmerged": _("撤销合并，又分成两份档案：{about}"),
            },
        )
        journal.verbs(
            "accounts",
            {
                "accounts.invited": _("给{about}开了账号，等本人启用"),
                "accounts.activated": _("{about}启用了账号"),
                "accounts.password_changed": _("{about}换了密码"),
                "accounts.closed": _("停用了{about}的账号"),
                "accounts.factor_added": _("{about}给账号加了一种两步验证"),
                "accounts.factor_removed": _("{about}给账号去掉了一种两步验证"),
                "accounts.recovery_renewed": _("{about}换了一套恢复码"),
                "accounts.factors_reset": _("取消了{about}的两步验证，本人要重新设"),
                "accounts.sessions_ended": _("退出了自己在别处的登录"),
            },
        )
