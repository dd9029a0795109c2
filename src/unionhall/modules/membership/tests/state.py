"""The roll as one value: equal before an import and after it was taken back."""

from typing import Any

from unionhall.kernel.people.models import Person
from unionhall.kernel.search.models import Entry
from unionhall.modules.membership.models import Membership


def roll_state() -> dict[str, Any]:
    """People, memberships and what can be found; rows by what they say, not by their ids."""
    people = {
        p.pk: (p.name, p.name_key, p.sex, p.born, p.document_kind, p.document, p.document_hash, p.phone, p.phone_hash)
        for p in Person.objects.all()
    }
    memberships = Membership.objects.values_list(
        "person_id", "unit_id", "since", "until", "standing", "group", "kept_for", "ended_for"
    )
    return {
        "people": sorted(map(str, people.values())),
        "memberships": sorted(str((people[who], *rest)) for who, *rest in memberships),
        "found": sorted(
            str((people.get(who), unit, title))
            for who, unit, title in Entry.objects.filter(kind="person").values_list("object_id", "unit_id", "title")
        ),
    }
