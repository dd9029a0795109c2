"""By what a member is recognised on their unit's links and found by its officers; follows every change of the roll."""

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.search import actions as search
from unionhall.modules.membership.actions.writing import SEARCH_KIND, search_entry, weak_keys
from unionhall.modules.membership.models import IdentityKey


def keys_of(person: Person, unit: Unit) -> set[str]:
    """The keys of a person at a unit; computed before the transaction, given to ``recognise`` inside it."""
    return weak_keys(unit.pk, person.name_key, person.phone, person.document)


def recognise(person: Person, unit: Unit, keys: set[str]) -> None:
    """From now on the person is recognised at ``unit`` and nowhere else. Inside the caller's transaction."""
    IdentityKey.objects.filter(person=person).delete()
    IdentityKey.objects.bulk_create([IdentityKey(unit=unit, person=person, key=key) for key in sorted(keys)])
    search.index([search_entry(person.pk, person.name, unit.pk)])


def forget(person: Person) -> None:
    """The person is recognised nowhere any more. Inside the caller's transaction."""
    IdentityKey.objects.filter(person=person).delete()
    search.forget(SEARCH_KIND, [person.pk])
