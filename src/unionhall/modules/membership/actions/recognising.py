"""By what a member is found by the officers of their unit; follows every change of the roll."""

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.search import actions as search
from unionhall.modules.membership.actions.writing import SEARCH_KIND, search_entry


def recognise(person: Person, unit: Unit) -> None:
    """From now on the person is found at ``unit`` and nowhere else. Inside the caller's transaction."""
    search.index([search_entry(person.pk, person.name, unit.pk)])


def forget(person: Person) -> None:
    """The person is found nowhere any more. Inside the caller's transaction."""
    search.forget(SEARCH_KIND, [person.pk])
