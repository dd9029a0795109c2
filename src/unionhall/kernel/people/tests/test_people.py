"""Persons on file, and the one way to see what is masked."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied, Grant, Reach, Refused
from unionhall.kernel.journal import queries as journal_queries
from unionhall.kernel.journal.models import Line
from unionhall.kernel.people import accounts, actions, queries
from unionhall.kernel.people.actions import NewPerson
from unionhall.kernel.people.documents import document_hash, phone_hash
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.permissions import PeoplePermission

pytestmark = pytest.mark.django_db
AT, ELSEWHERE = paths.child("", 7), paths.child("", 8)
SYSTEM = Actor.system("测试")
CLERK = Actor(name="钱经办", person_id=1, account_id=1, grants=(Grant(PeoplePermission.REVEAL.value, AT, Reach.HERE),))
NUMBER, PHONE = "11010519491231002X", "13800138000"
WANG = NewPerson("王 芳", "id", NUMBER, PHONE, "f")


def add(*rows: NewPerson) -> list[Person]:
    return actions.add_people(SYSTEM, rows)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite asks for the index's own words")
def test_a_document_is_found_by_its_index() -> None:
    with CaptureQueriesContext(connection) as asked:
        queries.people_by_document([("id", NUMBER)])
    [statement] = asked
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement['sql']}")
        assert "people_document_once" in str(cursor.fetchall())


def test_people_are_added_in_order_hashed_and_without_a_line_each() -> None:
    found = add(WANG, NewPerson("李强"))
    assert [person.name for person in found] == ["王 芳", "李强"]
    assert [person.name_key for person in Person.objects.order_by("id")] == ["王芳", "李强"]
    wang = Person.objects.get(pk=found[0].pk)
    assert (wang.document, wang.phone, wang.sex) == (NUMBER, PHONE, "f")
    assert (wang.document_hash, wang.phone_hash) == (document_hash("id", NUMBER), phone_hash(PHONE))
    assert not Line.objects.exists()


def test_adding_many_costs_few_statements(django_assert_max_num_queries: Any) -> None:
    rows = [NewPerson(f"某{i}", "passport", f"E{i:08}") for i in range(200)]
    with django_assert_max_num_queries(8):  # savepoints, the look for known documents, batches as SQLite takes them
        add(*rows)


def test_a_document_is_on_file_once() -> None:
    add(WANG)
    for rows in ([WANG], [NewPerson("甲", "passport", "E1234567"), NewPerson("乙", "passport", "E1234567")]):
        with pytest.raises(Refused, match="证件号"):
            add(*rows)
    assert Person.objects.count() == 1


def test_a_person_has_a_name() -> None:
    for name in ("", " \u3000", "名" * 121):
        with pytest.raises(Refused, match="姓名"):
            add(NewPerson(name))


def test_a_visitor_writes_nobody() -> None:
    with pytest.raises(Denied):
        actions.add_people(Actor.nobody(), [WANG])
    (wang,) = add(WANG)
    with pytest.raises(Denied):
        actions.change_person(Actor.nobody(), wang, {"name": "王方"})


def test_people_are_found_by_document_and_those_merged_are_not() -> None:
    wang, other = add(WANG, NewPerson("李强", "passport", "E1234567"))
    wanted = [("id", NUMBER), ("passport", "E1234567"), ("passport", "E7654321"), ("", "")]
    assert queries.people_by_document(wanted) == {wanted[0]: wang, wanted[1]: other}
    Person.objects.filter(pk=other.pk).update(merged_into=wang)
    assert queries.people_by_document(wanted) == {wanted[0]: wang}
    assert queries.people_by_hash([wang.document_hash, other.document_hash, ""]) == {wang.document_hash: wang}
    assert queries.survivor(Person.objects.get(pk=other.pk)) == wang
    assert queries.survivor(wang) == wang


def test_a_change_is_journalled_by_field_and_never_by_value() -> None:
    (wang,) = add(WANG)
    actions.change_person(CLERK, wang, {"phone": "13900139000", "name": "王方"}, reason="换号")
    wang.refresh_from_db()
    assert (wang.name, wang.name_key, wang.phone) == ("王方", "王方", "13900139000")
    assert wang.phone_hash == phone_hash("13900139000")
    line = Line.objects.get()
    assert (line.verb, line.data, line.reason) == ("people.changed", {"fields": ["name", "phone"]}, "换号")
    actions.change_person(CLERK, wang, {"phone": "13900139000"})
    assert Line.objects.count() == 1
    with pytest.raises(ValueError, match="shoe"):
        actions.change_person(CLERK, wang, {"shoe": 43})


def test_a_change_cannot_take_anothers_document() -> None:
    _wang, li = add(WANG, NewPerson("李强"))
    with pytest.raises(Refused, match="证件号"):
        actions.change_person(CLERK, li, {"document_kind": "id", "document": NUMBER})
    li.refresh_from_db()
    assert li.document == ""


def test_a_new_number_is_the_new_login() -> None:
    wang, li = add(WANG, NewPerson("李强", phone="13700137000"))
    account, _code = accounts.invite(SYSTEM, wang, AT)
    actions.change_person(CLERK, wang, {"phone": "13900139000"})
    assert accounts.account_by_phone("13900139000") == account
    assert accounts.account_by_phone(PHONE) is None
    accounts.invite(SYSTEM, li, AT)
    for phone, sentence in (("13700137000", "别人的账号"), ("", "停用账号")):
        with pytest.raises(Refused, match=sentence):
            actions.change_person(CLERK, wang, {"phone": phone})


def test_whoever_sees_a_full_number_leaves_a_line_that_the_person_reads() -> None:
    (wang,) = add(WANG)
    assert actions.reveal(CLERK, wang, "document", AT, "办互助保障") == NUMBER
    assert actions.reveal(CLERK, wang, "phone", AT, "打电话") == PHONE
    lines = journal_queries.lines_about(wang.pk)
    assert [(line.verb, line.reason, line.data) for line in lines] == [
        ("people.seen", "打电话", {"field": "phone"}),
        ("people.seen", "办互助保障", {"field": "document"}),
    ]
    assert {line.unit_id for line in lines} == {7}


def test_without_the_right_or_a_reason_nothing_is_seen() -> None:
    (wang,) = add(WANG)
    for by, at in ((CLERK, ELSEWHERE), (Actor.nobody(), AT), (Actor(name="路人"), AT)):
        with pytest.raises(Denied):
            actions.reveal(by, wang, "document", at, "好奇")
    with pytest.raises(Refused, match="为什么"):
        actions.reveal(CLERK, wang, "document", AT, " ")
    with pytest.raises(ValueError, match="not masked"):
        actions.reveal(CLERK, wang, "name", AT, "办事")  # type: ignore[arg-type]
    assert not Line.objects.exists()


def test_persons_carry_when_they_came() -> None:
    before = clock.now()
    (wang,) = add(WANG)
    assert before <= wang.created <= clock.now()
