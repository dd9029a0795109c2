"""Forgetting somebody: name and numbers go for good, what counts them stays.

Whoever calls has checked that nothing needs the name any longer. 《个人信息保护法》 (2021), article 47 (PI-47).
"""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.people.declare import holdings
from unionhall.kernel.people.models import Account, Factor, OneTimeCode, Person, RecoveryCode, SignIn
from unionhall.kernel.people.queries import files_of

_EMPTY = {
    "name_key": "",
    "sex": "",
    "born": None,
    "document_kind": "",
    "document": "",
    "document_hash": "",
    "phone": "",
    "phone_hash": "",
}


def erase(by: Actor, person: Person, *, unit_id: int | None = None) -> Person:
    """Blank a person's name and numbers in all their files and in the journal's side table, and end their account.

    Rows stay, since figures rest on them; each holding takes out what need not be kept. It can not be undone.
    """
    unusable = make_password(None)
    with transaction.atomic():
        ids = files_of(person.pk)
        for holding in holdings.values():
            if holding.erase is not None:
                holding.erase(ids)
        for told in (OneTimeCode, Factor, RecoveryCode, SignIn):
            told.objects.filter(account__person_id__in=ids).delete()
        for account in Account.objects.filter(person_id__in=ids):
            closed = {"login": f"erased-{account.pk}", "state": Account.State.CLOSED, "password": unusable}
            Account.objects.filter(pk=account.pk).update(**closed, activation_hash="", activation_until=None)
        Person.objects.filter(pk__in=ids).update(name=_("已删除"), **_EMPTY)
        journal.blank_names(ids)
        journal.write(by=by, verb="people.erased", unit_id=unit_id, subject=person)
    person.refresh_from_db()
    return person
