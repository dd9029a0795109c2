"""Rights to people's own data and to accounts."""

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Permission


class PeoplePermission(Permission):
    """What is masked for everybody else, and who opens and closes accounts."""

    REVEAL = "people.reveal", _("看完整的证件号和手机号，本人会知道")
    ACCOUNTS = "people.accounts", _("开通和停用账号")
