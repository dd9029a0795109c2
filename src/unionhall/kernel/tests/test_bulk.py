"""Many rows at once, the same on both databases."""

from typing import Any

import pytest
from django.db import connection, transaction

from unionhall.kernel import bulk, clock
from unionhall.kernel.people.models import Account, Person

pytestmark = pytest.mark.django_db


def people(*names: str) -> list[int]:
    ids = bulk.reserve(Person, len(names))
    created = bulk.as_moment(clock.now())
    fields = ("id", "name", "name_key", "sex", "document_kind", "document", "document_hash", "phone", "phone_hash")
    blank = [""] * 6
    rows = [(pk, name, name, *blank, created) for pk, name in zip(ids, names, strict=True)]
    bulk.insert(Person, (*fields, "created"), rows)
    return list(ids)


def test_reserved_ids_lie_together_and_nobody_else_gets_them() -> None:
    first, second = bulk.reserve(Person, 3), bulk.reserve(Person, 2)
    one = Person.objects.create(name="王甲", name_key="王甲", created=clock.now())
    assert len({*first, *second, one.pk}) == 6
    assert list(first) == list(range(first[0], first[0] + 3))


def test_each_row_gets_its_own_values_a_day_and_nothing_among_them() -> None:
    one, two, three = people("王甲", "王乙", "王丙")
    bulk.update(Person, ("name", "born"), [("李甲", "1990-01-02", one), ("李乙", None, two)])
    found = dict[Any, Any](Person.objects.values_list("name", "born"))
    assert {name: str(born) for name, born in found.items()} == {"李甲": "1990-01-02", "李乙": "None", "王丙": "None"}
    assert Person.objects.get(pk=three).name == "王丙"


@pytest.mark.parametrize("wanted", [(0, 1, 2), (0, 2), (2, 0, 1)])  # without a gap, with one, in no order
def test_rows_are_fetched_set_and_removed_by_their_ids(wanted: tuple[int, ...]) -> None:
    ids = people("王甲", "王乙", "王丙", "王丁")
    chosen = [ids[place] for place in wanted]
    assert {row[0] for row in bulk.fetch(Person, ["id"], "id", chosen)} == set(chosen)
    bulk.assign(Person, {"sex": "f"}, "id", chosen)
    assert set(Person.objects.filter(sex="f").values_list("pk", flat=True)) == set(chosen)
    bulk.delete(Person, "id", chosen)
    assert set(Person.objects.values_list("pk", flat=True)) == set(ids) - set(chosen)


def test_a_stretch_is_counted_along_and_others_are_left() -> None:
    one, two, three = people("王甲", "王甲", "王乙")
    counted = {"merged_into": one - two}  # the second into the first
    assert bulk.number(Person, {"sex": "m"}, counted, "id", (two, three), name="王甲") == 1
    assert list(Person.objects.order_by("pk").values_list("sex", "merged_into")) == [("", None), ("m", one), ("", None)]


def test_who_is_pointed_to_is_found_in_one_look() -> None:
    ids = people(*"甲乙丙丁")
    Account.objects.create(person_id=ids[1], login="x", created=clock.now())
    Person.objects.filter(pk=ids[3]).update(merged_into=ids[2])
    pointers: list[bulk.Pointer] = [(Account, "person", ""), (Person, "merged_into", "row.sex = ''")]
    assert bulk.pointed_to(pointers, ids) == {ids[1], ids[2]}
    assert bulk.pointed_to(pointers, {ids[0], ids[2], ids[0] + 10**6}) == {ids[2]}  # far apart
    assert bulk.pointed_to(pointers, []) == set()


@pytest.mark.django_db(transaction=True)
def test_batches_are_durable_at_the_end_and_commits_are_careful_again() -> None:
    asked = "PRAGMA synchronous" if connection.vendor == "sqlite" else "SHOW synchronous_commit"

    def careful() -> str:
        with connection.cursor() as cursor:
            cursor.execute(asked)
            return str(cursor.fetchone()[0])

    before = careful()
    with pytest.raises(ValueError, match="broken"), bulk.durable_at_the_end():
        assert careful() in ("1", "off")
        raise ValueError("broken")
    assert careful() == before
    with transaction.atomic(), bulk.durable_at_the_end():
        assert careful() == before


@pytest.mark.django_db(transaction=True)
def test_every_connection_plans_by_fresh_statistics() -> None:
    """On SQLite also a connection that has long been open; in a transaction and on PostgreSQL nothing is to be done."""
    bulk.refresh_statistics()
    if connection.vendor != "sqlite":
        return
    people("王甲", "王乙", "王丙")
    known = "SELECT stat FROM sqlite_stat1 WHERE tbl = 'people_person' AND idx IS NOT NULL LIMIT 1"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA schema_version")
        before = cursor.fetchone()[0]
        with transaction.atomic():
            bulk.refresh_statistics()
        assert cursor.execute(known).fetchone() is None
        bulk.refresh_statistics()
        assert cursor.execute(known).fetchone()[0].startswith("3 ")
        cursor.execute("PRAGMA schema_version")
        assert cursor.fetchone()[0] > before  # what makes others read the schema, and the statistics with it, anew
