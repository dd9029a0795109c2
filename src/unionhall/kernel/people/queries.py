"""Finding people by what is known of them.

People belong to units only by membership and appointments, which live above and hold who may see whom; these reads are
for their actions and imports, and never shown to somebody unasked.
"""

from __future__ import annotations

from collections.abc import Iterable

from unionhall.kernel.people.documents import document_hash
from unionhall.kernel.people.models import Person


def people_by_document(documents: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Person]:
    """The persons (not merged into another) for normalised documents ``(kind, number)``, in one query per 500."""
    hashes = {document_hash(kind, number): (kind, number) for kind, number in documents if number}
    return {hashes[person.document_hash]: person for person in _in_chunks(list(hashes))}


def people_by_hash(hashes: Iterable[str]) -> dict[str, Person]:
    """The persons (not merged into another) by ``document_hash``, where the hashes are at hand."""
    return {person.document_hash: person for person in _in_chunks([h for h in hashes if h])}


def survivor(person: Person) -> Person:
    """The person into whom this one was merged; itself if it never was."""
    seen = {person.pk}
    while person.merged_into is not None and person.merged_into.pk not in seen:
        person = person.merged_into
        seen.add(person.pk)
    return person


def file_now(person_id: int) -> int:
    """The id of the file that stands for a person now: the one into which theirs was merged, if it was."""
    person = Person.objects.select_related("merged_into").filter(pk=person_id).first()
    return person_id if person is None else survivor(person).pk


def files_of(person_id: int) -> list[int]:
    """The ids of all files of a person: their own and, as far as there are any, those merged into it."""
    found, fresh = [person_id], [person_id]
    while fresh:  # a chain of merges is as long as somebody was put on file too often
        fresh = list(Person.objects.filter(merged_into__in=fresh).exclude(pk__in=found).values_list("pk", flat=True))
        found += fresh
    return found


def _in_chunks(hashes: list[str]) -> list[Person]:
    """By ``document_hash``. The index is of those alone who have a document, and SQLite takes it only if told so."""
    found: list[Person] = []
    on_file = Person.objects.filter(merged_into=None).exclude(document_hash="")
    for start in range(0, len(hashes), 500):  # below the number of parameters that SQLite takes
        found.extend(on_file.filter(document_hash__in=hashes[start : start + 500]))
    return found
