"""Writing lines. Called by other actions inside their transaction; nothing changes or removes a line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import models, transaction
from django.db.models import Q

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.journal import declare
from unionhall.kernel.journal.models import Line, LineName
from unionhall.kernel.journal.queries import subject_of
from unionhall.kernel.statements import Insert

_LINE, _NAME = Insert(Line), Insert(LineName)


class Named(Protocol):
    """A person as the journal sees one (``people.Person``, which lives above)."""

    @property
    def pk(self) -> Any: ...
    @property
    def name(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to be written. ``data`` holds never names, numbers of documents or telephones."""

    verb: str
    unit_id: int | None = None
    subject: models.Model | str | None = None
    about: Sequence[Named] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ""
    reason: str = ""


def write(
    *,
    by: Actor,
    verb: str,
    unit_id: int | None = None,
    subject: models.Model | str | None = None,
    about: Sequence[Named] = (),
    data: Mapping[str, Any] | None = None,
    rule: str = "",
    reason: str = "",
) -> Line:
    """Write one line and the names in it. Raises KeyError for a verb that was never declared."""
    return _write(by, Entry(verb, unit_id, subject, about, data or {}, rule, reason))


def _write(by: Actor, entry: Entry) -> Line:
    line = _line(by, entry)
    with transaction.atomic(savepoint=False):  # part of the act: if it fails, so does all
        _LINE.save(line)
        _NAME.save_all(_names(by, line, entry))
    return line


def write_many(by: Actor, entries: Iterable[Entry]) -> list[Line]:
    """Write lines in two statements (SQLite: per 90 lines); a single one as ``write`` does.

    Raises KeyError for a verb that was never declared, and then writes none.
    """
    entries = list(entries)
    if len(entries) == 1:
        return [_write(by, entries[0])]
    lines = [_line(by, entry) for entry in entries]
    with transaction.atomic(savepoint=False):  # part of the act: if it fails, so does all
        Line.objects.bulk_create(lines)
        LineName.objects.bulk_create(
            name for line, entry in zip(lines, entries, strict=True) for name in _names(by, line, entry)
        )
    return lines


def blank_names(person_ids: Collection[int]) -> int:
    """Blank the names of somebody who is erased; the lines stay. What they did in an office keeps their name there.

    Called by the action that erases, which writes its own line. Returns how many names.
    """
    named = LineName.objects.filter(person_id__in=person_ids).exclude(name="")
    return named.exclude(~Q(line__office=""), part=LineName.BY).update(name="")


def _line(by: Actor, entry: Entry) -> Line:
    declare.sentence(entry.verb)
    subject = entry.subject if isinstance(entry.subject, str) else subject_of(entry.subject)
    return _LINE.new(
        at=clock.now(),
        verb=entry.verb,
        account_id=by.account_id,
        person_id=by.person_id,
        office=by.office[:60],
        unit_id=entry.unit_id,
        subject=subject,
        rule=entry.rule,
        reason=entry.reason,
        data=dict(entry.data),
    )


def _names(by: Actor, line: Line, entry: Entry) -> list[LineName]:
    names = [_NAME.new(line=line, part=LineName.ABOUT, person_id=who.pk, name=who.name) for who in entry.about]
    if by.name:
        names.insert(0, _NAME.new(line=line, part=LineName.BY, person_id=by.person_id, name=by.name[:120]))
    return names
