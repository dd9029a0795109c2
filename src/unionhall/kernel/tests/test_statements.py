"""Prepared statements do what the queryset does that they were made of."""

from datetime import date, datetime, timedelta

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Count

from unionhall.kernel import clock
from unionhall.kernel.calendar.models import Day
from unionhall.kernel.journal.models import Line, LineName
from unionhall.kernel.running import execute
from unionhall.kernel.statements import Insert, Select, Update, keep

pytestmark = pytest.mark.django_db

ABOUT = Select(
    lambda subject, since: LineName.objects.select_related("line").filter(line__subject=subject, line__at__gte=since),
    subject=str,
    since=datetime,
)


def _line(subject: str, **more: object) -> Line:
    line = Line(at=clock.now(), verb="test.done", subject=subject, data={"n": 1}, **more)
    Insert(Line).save(line)
    return line


def test_what_was_inserted_is_what_save_would_have_stored() -> None:
    line = _line("test.Thing:1", unit_id=7, reason="有%s的话")
    stored = Line.objects.get(pk=line.pk)
    assert (stored.at, stored.verb, stored.unit_id, stored.reason, stored.data) == (
        line.at,
        "test.done",
        7,
        "有%s的话",
        {"n": 1},
    )


def test_a_new_instance_is_what_the_model_makes() -> None:
    line = _line("test.Thing:9")
    made, usual = Insert(LineName).new(line=line, part=LineName.BY), LineName(line=line, part=LineName.BY)
    assert (made.line, made.line_id, made.person_id, made.name) == (line, line.pk, usual.person_id, usual.name)
    assert made._state.adding
    assert Insert(Line).new(at=line.at, verb="test.done").data == {}
    with pytest.raises(KeyError):
        Insert(LineName).new(nonsense=1)


def test_the_fields_that_are_named_are_kept_and_no_others() -> None:
    name = LineName(line=_line("test.Thing:8"), part=LineName.BY, name="丁")
    name.save()
    name.name, name.part = "", LineName.ABOUT
    keep(name, "name")
    stored = LineName.objects.get(pk=name.pk)
    assert (stored.name, stored.part) == ("", LineName.BY)
    with pytest.raises(LineName.DoesNotExist):
        keep(LineName(pk=name.pk + 1000, name=""), "name")


def test_rows_come_as_instances_with_what_was_joined_and_no_further_query(django_assert_num_queries: object) -> None:
    line = _line("test.Thing:2")
    Insert(LineName).save(LineName(line=line, part=LineName.ABOUT, person_id=None, name="石磊"))
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = ABOUT.all(subject="test.Thing:2", since=line.at)
        assert [(name.name, name.line.subject, name.line.data) for name in found] == [
            ("石磊", "test.Thing:2", {"n": 1})
        ]
        assert found[0].line.at == line.at


def test_each_call_asks_for_its_own_values() -> None:
    line = _line("test.Thing:3")
    Insert(LineName).save(LineName(line=line, part=LineName.BY, name="丁"))
    assert ABOUT.first(subject="test.Thing:3", since=line.at) is not None
    assert ABOUT.first(subject="test.Thing:4", since=line.at) is None
    assert ABOUT.first(subject="test.Thing:3", since=line.at + timedelta(seconds=1)) is None


def test_an_update_sets_where_its_condition_holds_and_says_how_many() -> None:
    day = Day.objects.create(date=date(2026, 10, 1), is_working=False, name="旧名")
    rename = Update(lambda on, old: Day.objects.filter(date=on, name=old), ["name", "is_working"], on=date, old=str)
    assert rename.run(on=day.date, old="别人", name="国庆", is_working=True) == 0
    assert rename.run(on=day.date, old="旧名", name="国庆", is_working=True) == 1
    day.refresh_from_db()
    assert (day.name, day.is_working) == ("国庆", True)


def test_chosen_columns_and_counts_come_as_tuples() -> None:
    first, second = _line("test.Thing:6", unit_id=1), _line("test.Thing:6", unit_id=2)
    of = Select(
        lambda subject: Line.objects.filter(subject=subject).order_by("pk").values_list("unit_id", "at"), subject=str
    )
    assert of.all(subject="test.Thing:6") == [(1, first.at), (2, second.at)]
    many = Select(
        lambda subject: Line.objects.filter(subject=subject).values("subject").annotate(n=Count("pk")).values_list("n"),
        subject=str,
    )
    assert many.first(subject="test.Thing:6") == (2,)


def test_a_refused_row_raises_as_any_insert_does() -> None:
    line = Line(at=clock.now(), verb="test.done")
    line.at = None  # type: ignore[assignment]
    with pytest.raises(IntegrityError), transaction.atomic():
        Insert(Line).save(line)


def test_a_value_that_the_statement_does_not_use_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="does not use"):
        Select(lambda pk, other: Line.objects.filter(pk=pk), pk=int, other=str).first(pk=1, other="x")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's driver keeps its own statements")
def test_a_statement_is_planned_once_on_a_connection() -> None:
    _line("test.Thing:7", unit_id=70_000)
    asked = Select(lambda unit: Line.objects.filter(unit_id=unit).values_list("verb", "at"), unit=int)
    for _time in range(7):
        assert [verb for verb, _at in asked.all(unit=70_000)] == ["test.done"]
    assert asked.all(unit=7) == []  # a small number is no other statement
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements"
            " WHERE statement LIKE '%%journal_line%%unit_id%%' AND statement LIKE 'SELECT%%verb%%'"
            " ORDER BY generic_plans DESC LIMIT 1"
        )
        assert cursor.fetchone() == (8, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server")
def test_a_connection_that_died_is_made_anew_where_nothing_was_open_on_it() -> None:
    def dies() -> None:
        (own,) = execute("SELECT pg_backend_pid()")[0][0]
        with psycopg.connect(**connection.get_connection_params() | {"autocommit": True}) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [own])

    dies()
    assert execute("SELECT 1")[0] == [(1,)]
    with pytest.raises(OperationalError), transaction.atomic():
        dies()
        execute("SELECT 2")
    assert execute("SELECT 3")[0] == [(3,)]
