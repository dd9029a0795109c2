"""Encryption that can be rotated, and hashes by which secrets are found."""

import base64
import os
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from unionhall.kernel import clock
from unionhall.kernel.people import secrets
from unionhall.kernel.people.models import Person

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


@given(words)
def test_what_was_encrypted_is_read_again(text: str) -> None:
    token = secrets.encrypt(text)
    assert secrets.decrypt(token) == text
    assert (token == "") == (text == "")
    assert not text or secrets.encrypt(text) != token  # a fresh nonce each time
    assert secrets.seal(text) == text
    assert secrets.decrypt(secrets.seal(text).token) == text


def test_the_newest_key_encrypts_and_all_decrypt(settings: Any) -> None:
    old, new = key(), key()
    settings.UNIONHALL_KEYS = {"2026": old}
    before = secrets.encrypt("110105")
    settings.UNIONHALL_KEYS = {"2027": new, "2026": old}
    after = secrets.encrypt("110105")
    assert (before[:5], after[:5]) == ("2026:", "2027:")
    assert secrets.decrypt(before) == secrets.decrypt(after) == "110105"
    settings.UNIONHALL_KEYS = {"2027": new}
    with pytest.raises(KeyError):
        secrets.decrypt(before)


def test_a_changed_text_or_key_name_is_noticed(settings: Any) -> None:
    one = key()
    settings.UNIONHALL_KEYS = {"a": one, "b": one}
    token = secrets.encrypt("13800138000")
    body = bytearray(base64.b64decode(token[2:]))
    body[-1] ^= 1
    for changed in ("a:" + base64.b64encode(bytes(body)).decode(), "b:" + token[2:]):
        with pytest.raises(InvalidTag):
            secrets.decrypt(changed)


def test_without_a_key_nothing_is_stored_in_the_clear(settings: Any) -> None:
    settings.UNIONHALL_KEYS = {}
    with pytest.raises(ImproperlyConfigured):
        secrets.encrypt("110105")


def test_hashes_depend_on_purpose_parts_and_key(settings: Any) -> None:
    first = secrets.keyed_hash("a", "b", purpose="x")
    assert len(first) == 43
    assert first == secrets.keyed_hash("a", "b", purpose="x")
    assert first[:16] == secrets.keyed_hash("a", "b", purpose="x", length=secrets.SHORT)  # as old rows were shortened
    others = {secrets.keyed_hash("a", "b", purpose="y"), secrets.keyed_hash("ab", purpose="x")}
    settings.UNIONHALL_HASH_KEY = key()
    others.add(secrets.keyed_hash("a", "b", purpose="x"))
    assert first not in others
    assert len(others) == 3
    assert secrets.keyed_hash("a", "", purpose="x") == ""


@pytest.mark.django_db
def test_the_database_holds_no_plain_number() -> None:
    sealed = secrets.seal("13800138000")
    person = Person.objects.create(name="王芳", document="11010519491231002X", phone=sealed, created=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT document, phone FROM people_person")
        document, phone = cursor.fetchone()
    assert phone == sealed.token
    assert document.startswith("test:")
    assert "110105" not in document
    person.refresh_from_db()
    assert (person.document, person.phone) == ("11010519491231002X", "13800138000")
    assert (person.masked_document, person.masked_phone) == ("110*************2X", "138****8000")


@pytest.mark.django_db
def test_encrypted_fields_cannot_be_searched() -> None:
    for lookup in ("document", "phone__contains"):
        with pytest.raises((TypeError, FieldError)):
            list(Person.objects.filter(**{lookup: "138"}))
