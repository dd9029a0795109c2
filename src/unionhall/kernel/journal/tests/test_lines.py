"""Writing lines, and who reads what of them."""

from collections.abc import Collection
from typing import Any, NamedTuple

import pytest
from django.db.models import Model

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied, Grant, Reach, Scope
from unionhall.kernel.journal import actions, declare, queries
from unionhall.kernel.journal.models import Line, LineName
from unionhall.kernel.journal.permissions import JournalPermission

pytestmark = pytest.mark.django_db
TOP, LEFT, RIGHT = paths.child("", 1), paths.child(paths.child("", 1), 2), paths.child(paths.child("", 1), 3)
PATHS = {paths.unit_id(path): path for path in (TOP, LEFT, RIGHT)}
OFFICER = Actor(name="赵经办", office="经办人", account_id=5, person_id=50)


class Somebody(NamedTuple):
    pk: int
    name: str


WANG, LI = Somebody(71, "王师傅"), Somebody(72, "李师傅")


@pytest.fixture(autouse=True)
def _world(monkeypatch: pytest.MonkeyPatch) -> None:
    def within(scope: Scope) -> list[int]:
        return [unit_id for unit_id, path in PATHS.items() if scope.covers(path)]

    def path_of(ids: Collection[int]) -> dict[int, str]:
        return {unit_id: PATHS[unit_id] for unit_id in ids if unit_id in PATHS}

    def name_of(ids: Collection[int]) -> dict[int, str]:
        return {unit_id: f"第{unit_id}工会" for unit_id in ids}

    monkeypatch.setattr(declare, "_units", [declare.Units(within, path_of, name_of)])
    monkeypatch.setitem(declare._verbs, "test.joined", "{about}进了{unit}{more}")


def reader(path: str, *permissions: JournalPermission) -> Actor:
    return Actor(name="看的人", grants=tuple(Grant(p.value, path, Reach.BELOW) for p in permissions))


def test_a_line_keeps_who_in_which_office_and_names_beside_it() -> None:
    line = actions.write(
        by=OFFICER, verb="test.joined", unit_id=2, subject="x.Y:1", about=(WANG, LI), rule="TUL-12", reason="申请"
    )
    line.refresh_from_db()
    assert (line.account_id, line.person_id, line.office, line.unit_id) == (5, 50, "经办人", 2)
    assert (line.subject, line.rule, line.reason, line.data) == ("x.Y:1", "TUL-12", "申请", {})
    assert list(LineName.objects.order_by("id").values_list("part", "person_id", "name")) == [
        ("by", 50, "赵经办"),
        ("about", 71, "王师傅"),
        ("about", 72, "李师傅"),
    ]


def test_a_verb_that_was_never_declared_writes_nothing() -> None:
    entries = [actions.Entry("test.joined"), actions.Entry("test.nonsense")]
    with pytest.raises(KeyError, match=r"test\.nonsense"):
        actions.write_many(OFFICER, entries)
    assert not Line.objects.exists()


def test_a_visitor_without_a_name_leaves_none() -> None:
    actions.write(by=Actor.nobody(), verb="test.joined")
    assert not LineName.objects.exists()


def test_many_lines_are_a_constant_number_of_statements(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(2):
        lines = actions.write_many(OFFICER, [actions.Entry("test.joined", 2, about=(WANG,)) for _i in range(90)])
    assert len({line.pk for line in lines}) == 90
    assert LineName.objects.filter(line=lines[-1]).count() == 2


def test_subjects_are_named_by_label_model_and_id() -> None:
    line: Model = actions.write(by=OFFICER, verb="test.joined")
    assert queries.subject_of(line) == f"journal.Line:{line.pk}"
    assert queries.subject_of(None) == ""


def test_a_timeline_is_for_somebody_with_a_name() -> None:
    first = actions.write(by=OFFICER, verb="test.joined", subject="x.Y:1")
    actions.write(by=OFFICER, verb="test.joined", subject="x.Y:12")
    second = actions.write(by=OFFICER, verb="test.joined", subject="x.Y:1")
    assert list(queries.lines_of("x.Y:1", OFFICER)) == [first, second]
    with pytest.raises(Denied):
        queries.lines_of("x.Y:1", Actor.nobody())


def test_lines_are_read_where_the_right_reaches() -> None:
    at_top, at_left, at_right, of_house = (
        actions.write(by=OFFICER, verb="test.joined", unit_id=unit_id) for unit_id in (1, 2, 3, None)
    )
    assert list(queries.lines_at(reader(TOP, JournalPermission.READ))) == [at_right, at_left, at_top]
    left = reader(LEFT, JournalPermission.READ)
    assert list(queries.lines_at(left)) == [at_left]
    assert list(queries.lines_at(left, Scope(below=(RIGHT,)))) == []
    assert list(queries.lines_at(reader(TOP, JournalPermission.READ), Scope(frozenset({RIGHT})))) == [at_right]
    assert list(queries.lines_at(Actor.nobody())) == []
    assert of_house in queries.lines_at(Actor.system("测试"))


def test_names_of_people_are_shown_only_where_names_may_be_read() -> None:
    line = actions.write(by=OFFICER, verb="test.joined", unit_id=2, about=(WANG, LI))
    (seen,) = queries.shown([line], reader(LEFT, JournalPermission.READ, JournalPermission.NAMES_READ))
    assert (seen.sentence, seen.by, seen.about) == ("王师傅、李师傅进了第2工会", "赵经办", ("王师傅", "李师傅"))
    for blind in (
        reader(LEFT, JournalPermission.READ),
        reader(RIGHT, JournalPermission.READ, JournalPermission.NAMES_READ),
    ):
        (seen,) = queries.shown([line], blind)
        assert "师傅" not in f"{seen.sentence}{seen.by}"
        assert seen.about is None


def test_a_person_reads_what_was_done_about_them_and_no_other_name() -> None:
    line = actions.write(by=OFFICER, verb="test.joined", unit_id=2, about=(WANG, LI))
    actions.write(by=OFFICER, verb="test.joined", unit_id=2, about=(LI,))
    assert list(queries.lines_about(WANG.pk)) == [line]
    assert list(queries.lines_about(50)) == []  # who acted is not who it was about
    themself = Actor(name=WANG.name, person_id=WANG.pk, account_id=9)
    (seen,) = queries.shown(queries.lines_about(WANG.pk), themself, as_people=(WANG.pk,))
    assert seen.sentence == "王师傅进了第2工会"
    assert seen.by == "赵经办"


def test_a_blanked_name_stays_blank_in_the_sentence() -> None:
    line = actions.write(by=OFFICER, verb="test.joined", unit_id=2, about=(WANG,))
    LineName.objects.filter(person_id=WANG.pk).update(name="")
    (seen,) = queries.shown([line], Actor.system("测试"))
    assert seen.sentence == "进了第2工会"


def test_without_an_organisation_nothing_about_units_is_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declare, "_units", [])
    with pytest.raises(RuntimeError):
        list(queries.lines_at(reader(LEFT, JournalPermission.READ)))


def test_verbs_belong_to_their_app_and_are_declared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declare, "_verbs", {})
    declare.verbs("org", {"org.founded": "成立了{unit}"})
    declare.verbs("org", {"org.founded": "成立了{unit}"})
    with pytest.raises(ValueError, match="twice"):
        declare.verbs("org", {"org.founded": "别的"})
    with pytest.raises(ValueError, match="belong"):
        declare.verbs("org", {"people.seen": "看了"})
    assert declare.known_verbs() == {"org.founded": "成立了{unit}"}
