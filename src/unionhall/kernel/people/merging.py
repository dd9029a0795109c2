"""Two files of one person made one, and made two again: every row that moves is written down and goes back.

Whoever calls has checked the right to do so. What apps keep about people takes part by ``declare.register_holding``; a
foreign key to a person that nobody speaks of is moved like the others, so that nothing is left behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.people.declare import holdings
from unionhall.kernel.people.documents import document_hash, phone_hash
from unionhall.kernel.people.models import Merge, Person
from unionhall.kernel.people.secrets import seal

OWN = ("people.Person.merged_into", "people.Merge.kept", "people.Merge.gone")  # these say what was merged
_FILLED = ("sex", "born", "phone", "document")  # what the file that stays lacks comes from the other


@dataclass(frozen=True, slots=True)
class Column:
    """A column that names a person."""

    model: type[models.Model]
    name: str

    @property
    def key(self) -> str:
        """Under which a merge keeps the ids of its rows."""
        return f"{self.model._meta.label}.{self.name}"

    def rows(self, person: Person) -> models.QuerySet[Any]:
        """The rows that name this person."""
        return self.model._base_manager.filter(**{self.name: person.pk})


def references() -> Iterator[Column]:
    """Every foreign key to a person, also those without a way back."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):  # one-to-one relations are such too
            yield Column(relation.related_model, relation.field.name)


def columns() -> Iterator[Column]:
    """Every column whose rows go with a person."""
    staying = {*OWN, *(key for holding in holdings.values() for key in holding.stays)}
    yield from (column for column in references() if column.key not in staying)
    for holding in holdings.values():
        for key in holding.moves:
            label, _dot, name = key.rpartition(".")
            yield Column(apps.get_model(label), name)


def why_not(kept: Person, gone: Person) -> list[Reason]:
    """Why ``gone`` can not be merged into ``kept``; empty: they can."""
    if kept.pk == gone.pk or kept.merged_into_id or gone.merged_into_id:
        return [Reason("merged", _("其中一份已经合并过了"))]
    return [reason for holding in holdings.values() for reason in holding.against(kept, gone)]


def effects(kept: Person, gone: Person) -> list[str]:
    """What merging does, as sentences."""
    return [text for holding in holdings.values() for text in holding.effects(kept, gone)]


def fills(kept: Person, gone: Person) -> list[str]:
    """The fields that ``kept`` lacks and takes from ``gone``."""
    return [field for field in _FILLED if not getattr(kept, field) and getattr(gone, field)]


def merge(by: Actor, kept: Person, gone: Person, *, unit_id: int, reason: str) -> Merge:
    """Make two files one. Raises Refused with the reasons of ``why_not``, and where a constraint forbids it."""
    filled = fills(kept, gone)
    values = _columns_of(gone, filled)
    try:
        with transaction.atomic():
            _lock(kept, gone)
            if reasons := why_not(kept, gone):
                raise Refused(*reasons)
            made = Merge.objects.create(kept=kept, gone=gone, unit_id=unit_id, at=clock.now())
            Person.objects.filter(pk=gone.pk).update(merged_into=kept)
            Person.objects.filter(pk=kept.pk).update(**values)
            kept.refresh_from_db()
            made.moved = {"filled": filled, "rows": _move(kept, gone), "held": _held(kept, gone)}
            made.save(update_fields=["moved"])
            _write(by, "people.merged", made, reason)
    except IntegrityError:
        raise Refused(Reason("both", _("两份档案里有同一件只能办一次的事，先办完一件再合并"))) from None
    gone.refresh_from_db()
    return made


def why_not_unmerge(found: Merge) -> list[Reason]:
    """Why a merge can not be taken back; empty: it can, as far as holdings do not refuse."""
    if found.undone is not None:
        return [Reason("undone", _("这次合并已经撤销了"))]
    both = (found.kept_id, found.gone_id)
    later = Merge.objects.filter(undone=None, pk__gt=found.pk)
    if later.filter(models.Q(kept__in=both) | models.Q(gone__in=both)).exists():
        return [Reason("later", _("后来又和别的档案合并过，先撤销后来的那次"))]
    return []


def unmerge(by: Actor, found: Merge, *, reason: str) -> Merge:
    """Make one file two again: what the merge moved and changed goes back, what came since stays with ``kept``.

    Raises Refused with the reasons of ``why_not_unmerge`` or of a holding whose rows have changed since.
    """
    try:
        with transaction.atomic():
            kept, gone = _lock(found.kept, found.gone)
            found = Merge.objects.select_for_update(of=("self",)).get(pk=found.pk)
            if reasons := why_not_unmerge(found):
                raise Refused(*reasons)
            back = [field for field in found.moved["filled"] if getattr(kept, field) == getattr(gone, field)]
            Person.objects.filter(pk=kept.pk).update(**_columns_of(Person(), back))
            Person.objects.filter(pk=gone.pk).update(merged_into=None)
            kept.refresh_from_db()
            gone.refresh_from_db()
            _move_back(kept, gone, found.moved["rows"])
            for key, data in reversed(found.moved["held"].items()):
                holding = holdings.get(key)
                if holding is not None and holding.unmerge is not None:
                    holding.unmerge(kept, gone, data)
            found.undone = clock.now()
            found.save(update_fields=["undone"])
            _write(by, "people.unmerged", found, reason)
    except IntegrityError:
        raise Refused(Reason("since", _("合并以后又登记了新的内容，两份分不开了"))) from None
    return found


def _lock(kept: Person, gone: Person) -> tuple[Person, Person]:
    found = Person.objects.select_for_update(of=("self",)).filter(pk__in=(kept.pk, gone.pk)).order_by("pk")
    by_id = {person.pk: person for person in found}
    return by_id[kept.pk], by_id[gone.pk]


def _move(kept: Person, gone: Person) -> dict[str, list[int]]:
    """Let rows name ``kept`` instead; the ids by column. One statement to look and one to write for each column."""
    moved = {}
    for column in columns():
        ids = list(column.rows(gone).order_by("pk").values_list("pk", flat=True))
        if ids:
            column.model._base_manager.filter(pk__in=ids).update(**{column.name: kept.pk})
            moved[column.key] = ids
    return moved


def _move_back(kept: Person, gone: Person, moved: dict[str, list[int]]) -> None:
    for key, ids in moved.items():
        label, _dot, name = key.rpartition(".")
        Column(apps.get_model(label), name).rows(kept).filter(pk__in=ids).update(**{name: gone.pk})


def _held(kept: Person, gone: Person) -> dict[str, Any]:
    return {key: each.merge(kept, gone) for key, each in holdings.items() if each.merge is not None}


def _columns_of(person: Person, fields: list[str]) -> dict[str, Any]:
    """The columns in which these fields of a person stand, sealed and hashed."""
    values: dict[str, Any] = {field: getattr(person, field) for field in fields if field in ("sex", "born")}
    if "phone" in fields:
        values |= {"phone": seal(person.phone), "phone_hash": phone_hash(person.phone)}
    if "document" in fields:
        kind, number = person.document_kind, person.document
        values |= {"document_kind": kind, "document": seal(number), "document_hash": document_hash(kind, number)}
    return values


def _write(by: Actor, verb: str, found: Merge, reason: str) -> None:
    about = (found.kept, found.gone)
    journal.write(by=by, verb=verb, unit_id=found.unit_id, subject=found, about=about, reason=reason.strip())
