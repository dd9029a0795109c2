"""Whose session it is: the account with its person, by a statement that is compiled once. Every page asks for one."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from unionhall.kernel.people.models import Account
from unionhall.kernel.statements import Select

_ACCOUNT: Select[Account] = Select(
    lambda account: Account.objects.select_related("person").filter(pk=account), account=int
)


class AccountBackend(ModelBackend):
    """Django's own, but for how an account is looked for; one that is not active is nobody's."""

    def get_user(self, user_id: Any) -> Account | None:
        """The account of a session."""
        found = _ACCOUNT.first(account=int(user_id))
        return found if found is not None and found.is_active else None
