"""Declaring measures, gauges, and what can be derived again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from django.db.models import QuerySet

from unionhall.kernel.facts import actions, declare, queries, show
from unionhall.kernel.facts.declare import GAUGE, RATIO, FactRow, Measure, PresenceRow, Slice
from unionhall.kernel.facts.models import Fact, Presence
from unionhall.kernel.facts.tests import world
from unionhall.kernel.facts.tests.world import ACTS, BEGAN, PAPERS, PEOPLE, SYSTEM
from unionhall.kernel.org.models import Placement


@pytest.mark.parametrize(
    "wrong",
    [
        Measure("t.x", "x", "x", GAUGE),
        replace(PAPERS, key="t.x", compute=lambda path, day: 1),
        Measure("t.x", "x", "x", RATIO),
        Measure("t.x", "x", "x", declare.DISTINCT, slices=(Slice("a", "a"),)),
        Measure("t.x", "x", "x", slices=(Slice("a", "a"), Slice("a", "b"))),
        Measure("t.x", "x", "x", RATIO, over=("a", "b"), derive=lambda: iter(())),
        replace(PAPERS, label="other"),
    ],
)
def test_a_declaration_that_contradicts_itself_or_another_raises(wrong: Measure) -> None:
    with pytest.raises(ValueError, match=r"measure (t\.x|tried\.papers)"):
        declare.register_measures(wrong)


def test_terms_that_nobody_declared_are_named() -> None:
    assert declare.unknown_terms() == []
    declare.register_measures(Measure("t.x", "x", "%", RATIO, over=("t.no", f"{ACTS.key}/late")))
    assert declare.unknown_terms() == ["t.x needs t.no"]


def standing(path: str, day: date) -> QuerySet[Placement]:
    return Placement.objects.on(day).below(path)


@pytest.mark.django_db
def test_a_gauge_is_computed_for_its_day_alone_or_many_at_once() -> None:
    units = world.found([None, 0, 0])
    one = Measure("t.one", "单位", "家", GAUGE, compute=lambda path, day: standing(path, day).count(), rows=standing)
    many = replace(one, key="t.many", compute_many=lambda places, day: {p: standing(p, day).count() for p in places})
    declare.register_measures(one, many)
    for key in (one.key, many.key):
        assert queries.figure(SYSTEM, key, units[0]).value == 3
        assert queries.figure(SYSTEM, key, units[0], on=date(2025, 1, 1)).value == 0
        assert [f[key].value for _, f in queries.by_child(SYSTEM, [key], units[0])] == [1, 1]
        assert queries.rows(SYSTEM, key, units[0]).count() == 3
    told = queries.figure(SYSTEM, one.key, units[0])
    assert (told.n, told.m, told.source) == (None, None, "live")


@pytest.mark.django_db
def test_a_recount_compares_facts_with_their_sources() -> None:
    units = world.found([None, 0])
    asked = world.reckoning(units, units)
    person, other = world.people(2)
    rows = [
        FactRow("t.derived", units[1].pk, BEGAN, 1, "t:1", asked.pk),
        FactRow("t.derived", units[1].pk, BEGAN, 2, "t:2", asked.pk),
    ]
    presence = PresenceRow("t.present", asked.pk, person.pk, units[1].pk, BEGAN, "t:1")

    def derived() -> Iterator[FactRow]:
        yield from rows

    def present() -> Iterator[PresenceRow]:
        yield presence

    declare.register_measures(
        replace(PAPERS, key="t.derived", derive=derived), replace(PEOPLE, key="t.present", derive=present)
    )
    actions.record(SYSTEM, rows)
    actions.mark_present(SYSTEM, [presence])
    assert actions.recount() == []
    Fact.objects.filter(source="t:2").update(value=5)
    Fact.objects.filter(source="t:1").update(source="t:9")
    Presence.objects.update(person=other)
    found = [(d.book, d.where, d.is_, d.should_be) for d in actions.recount(by=SYSTEM, fix=True)]
    assert ("fact", "t:1", None, 1) in found
    assert ("fact", "t:2", 5, 2) in found
    assert ("fact", "t:9", 1, None) in found
    assert ("presence", f"people.Person:{person.pk}", 0, 1) in found
    assert ("presence", f"people.Person:{other.pk}", 1, 0) in found
    assert Fact.objects.get(source="t:2").value == 5, "facts are never repaired"
    with pytest.raises(ValueError, match="by somebody"):
        actions.recount(fix=True)


@pytest.mark.django_db
def test_a_fact_withdrawn_after_closing_is_no_difference() -> None:
    units = world.found([None, 0])
    asked = world.reckoning(units, units)
    rows = [FactRow("t.derived", units[1].pk, BEGAN, 1, "t:1", asked.pk)]
    declare.register_measures(replace(PAPERS, key="t.derived", derive=lambda: iter(rows)))
    actions.record(SYSTEM, rows)
    actions.close(SYSTEM, asked, reason="试一试")
    actions.withdraw(SYSTEM, "t.derived", ["t:1"])
    rows.clear()
    assert actions.recount() == []


def test_the_reference_page_names_every_measure() -> None:
    page = show.page()
    assert all(f"`{measure.key}`" in page for measure in world.ALL)
    assert {row["key"] for row in show.data()} == {measure.key for measure in world.ALL}
