"""Many persons at once, for an import and for taking it back: sealed and hashed outside the transaction.

Whoever calls has checked the right, plans against people on file (documents are unique: the database says so), and
writes the journal's line of the act.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from unionhall.kernel import bulk, clock
from unionhall.kernel.people.documents import document_hash, phone_hash
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.kernel.people.secrets import Keys, encrypt

COLUMNS = (
    "name",
    "name_key",
    "sex",
    "born",
    "document_kind",
    "document",
    "document_hash",
    "phone",
    "phone_hash",
)


def sealed(keys: Keys, told: Sequence[str], hashes: Sequence[str]) -> list[Any]:
    """The values of ``COLUMNS`` for a person, ready for the database.

    ``told``: name, kind and number of the document, telephone, sex, day of birth in ISO form or None. ``hashes``: of
    the document and of the telephone, which whoever looked the person up has computed.
    """
    name, kind, document, phone, sex, born = told
    return [
        name,
        normalise(name),
        sex,
        born,
        kind if document else "",
        keys.encrypt(document),
        hashes[0],
        keys.encrypt(phone),
        hashes[1],
    ]


def prepared(ids: Sequence[int], rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Rows for ``add`` under reserved ids: what can be done before the transaction begins."""
    created = bulk.as_moment(clock.now())
    return [(pk, *row, created) for pk, row in zip(ids, rows, strict=True)]


def add(rows: Sequence[tuple[Any, ...]]) -> None:
    """Put ``prepared`` persons on file. Raises IntegrityError when a document is on file already."""
    bulk.insert(Person, ("id", *COLUMNS, "created"), rows)


def columns_of(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that follow from changed fields: a changed document needs its kind beside it."""
    values: dict[str, Any] = {}
    for field, value in changes.items():
        if field == "name":
            values |= {"name": value, "name_key": normalise(value)}
        elif field == "document":
            kind = changes["document_kind"]
            values |= {"document": encrypt(value), "document_hash": document_hash(kind, value)}
        elif field == "phone":
            values |= {"phone": encrypt(value), "phone_hash": phone_hash(value)}
        elif field == "born":
            values["born"] = bulk.as_date(date.fromisoformat(value) if isinstance(value, str) else value)
        else:
            values[field] = value
    return values


def change(rows: Collection[tuple[int, Mapping[str, Any]]]) -> None:
    """Set prepared columns (``columns_of``) of persons who have no account that a telephone signs in."""
    alike: dict[tuple[str, ...], list[list[Any]]] = {}
    for pk, values in rows:
        alike.setdefault(tuple(values), []).append([*values.values(), pk])
    for fields, prepared in alike.items():
        if fields:
            bulk.update(Person, fields, prepared)


def remove(ids: Collection[int]) -> None:
    """Take persons off file whom nothing points to. Raises IntegrityError otherwise."""
    bulk.delete(Person, "id", ids)
