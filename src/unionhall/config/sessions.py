"""Sessions as Django keeps them in the database, found by a compiled statement: every page asks for one."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from unionhall.kernel.statements import Select

_OPEN: Select[tuple[str]] = Select(
    lambda key: Session.objects.filter(session_key=key, expire_date__gt=Now()).values_list("session_data"), key=str
)


class SessionStore(db.SessionStore):
    """Django's own, but for how a session is looked for."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and no key any more, where there is none or it is over."""
        key = self.session_key
        found = _OPEN.first(key=key) if key else None
        if found is None:
            self._session_key = None
            return {}
        told: dict[str, Any] = self.decode(found[0])
        return told
