"""Replacing, clearing, settling and taking back: what an import does to those who are on file already."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.district import NOW, SYSTEM, District, identity_number
from unionhall.kernel import clock
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.facts import actions as fact_actions
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.journal.models import Line
from unionhall.kernel.people.actions import change_person
from unionhall.kernel.people.models import Account, Person
from unionhall.kernel.search import doctor
from unionhall.modules.membership import actions, api
from unionhall.modules.membership.models import Membership, RollImport, RollRow
from unionhall.modules.membership.queries import effects
from unionhall.modules.membership.tests import workbooks
from unionhall.modules.membership.tests.state import roll_state
from unionhall.modules.membership.tests.test_import import HEAD, MILL, person

GROUPED = (*HEAD, "工会小组")
YARD = ("119900-02-001", "")
REPLACE = RollImport.Mode.REPLACE


def file_of(tmp_path: Path, rows: list[tuple[object, ...]], head: tuple[str, ...] = HEAD) -> Path:
    """A workbook of these rows."""
    return workbooks.write(tmp_path / "roll.xlsx", {"名册": [head, *rows]})  # type: ignore[list-item]


def take(district: District, tmp_path: Path, rows: list[tuple[object, ...]], **options: object) -> RollImport:
    """Import rows; gives the import."""
    head = GROUPED if rows and len(rows[0]) == len(GROUPED) else HEAD
    actions.import_roll(SYSTEM, file_of(tmp_path, rows, head), district.federation, **options)
    return RollImport.objects.latest("pk")


def uploaded(district: District, tmp_path: Path, rows: list[tuple[object, ...]], **options: object) -> RollImport:
    """Upload and preview, as the pages do."""
    with file_of(tmp_path, rows).open("rb") as stream:
        roll_import = actions.upload(SYSTEM, district.federation, "roll.xlsx", stream)
    return actions.preview(SYSTEM, roll_import, **options)


@pytest.fixture(autouse=True)
def _files(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


def test_an_import_taken_back_leaves_nothing(district: District, tmp_path: Path) -> None:
    district.member("李旧人", district.mill, document_kind="id", document=identity_number(50), phone="13900000050")
    district.member("赵迁来", district.yard, document_kind="id", document=identity_number(51))
    before = roll_state()
    rows = [
        person(1),
        person(50, "李旧人", phone="13911110000"),
        person(51, "赵迁来"),
        person(2, unit=("119900-02-001", "")),
    ]
    done = take(district, tmp_path, rows)
    assert [done.report[key] for key in ("new", "changed", "moved", "found")] == [2, 1, 1, 3]
    assert roll_state() != before
    assert facts.figure(SYSTEM, "membership.members", district.federation).value == 4
    actions.undo(SYSTEM, done)
    assert roll_state() == before
    assert done.report["undone"] == {"restored": 4, "ended": 0, "kept": 0, "kept_rows": []}
    assert facts.figure(SYSTEM, "membership.members", district.federation).value == 2
    assert not doctor.check()
    assert not fact_actions.recount()
    assert Line.objects.filter(verb="membership.undone").count() == 1
    with pytest.raises(Refused, match="已经撤销"):
        actions.start_undo(SYSTEM, done)


def test_what_was_touched_since_is_left_and_named(district: District, tmp_path: Path) -> None:
    known = district.member("李旧人", district.mill, document_kind="id", document=identity_number(50))
    done = take(district, tmp_path, [person(n) for n in (1, 2, 3, 4)] + [person(50, "李旧人")])
    one, two, three, four = Person.objects.exclude(pk=known.pk).order_by("pk")
    change_person(SYSTEM, one, {"phone": "13777777777"})
    actions.leave(SYSTEM, Membership.objects.get(person=two), reason="退休")
    Account.objects.create(person=three, login="x", state=Account.State.ACTIVE, created=clock.now())
    change_person(SYSTEM, known, {"phone": "13666666666"})
    actions.undo(SYSTEM, done)
    undone = done.report["undone"]
    assert (undone["restored"], undone["ended"], undone["kept"]) == (1, 1, 3)
    reasons = {row["row"]: row["reason"] for row in undone["kept_rows"]}
    assert "手机号" in reasons[2]
    assert "离会" in reasons[3]
    assert "手机号" in reasons[6]
    assert not Person.objects.filter(pk=four.pk).exists()
    assert Membership.objects.get(person=three).until == clock.today()
    assert api.match(district.mill, three.name, "0003") is None
    assert Person.objects.get(pk=known.pk).phone == "13666666666"
    assert not doctor.check()


def test_replacing_ends_those_who_are_not_in_the_file(district: District, tmp_path: Path) -> None:
    take(district, tmp_path, [person(n) for n in range(1, 6)])
    elsewhere = district.member("王他厂", district.yard)
    staged = uploaded(district, tmp_path, [person(n) for n in range(1, 4)], mode=REPLACE)
    assert staged.report["leavers"] == 2
    assert effects.leavers_to_confirm(staged) == [(district.mill, 2, 5)]
    for typed in ({}, {district.mill.pk: 3}):
        with pytest.raises(Refused, match="恒岱机械厂工会 2"):
            actions.start(SYSTEM, staged, confirm_leavers=typed)
    actions.work_off(actions.start(SYSTEM, staged, confirm_leavers={district.mill.pk: 2}))
    staged.refresh_from_db()
    assert staged.state == RollImport.State.APPLIED
    assert Membership.objects.open().filter(unit=district.mill).count() == 3
    assert Membership.objects.open().filter(person=elsewhere).exists()
    assert facts.figure(SYSTEM, "membership.members", district.mill).value == 3
    assert not doctor.check()
    actions.undo(SYSTEM, staged)
    assert Membership.objects.open().filter(unit=district.mill).count() == 5
    assert not doctor.check()


def test_a_slip_in_a_number_ends_no_membership(district: District, tmp_path: Path) -> None:
    take(district, tmp_path, [person(n) for n in range(1, 5)])
    slip = list(person(4))
    slip[3] = slip[3][:-1]
    staged = uploaded(district, tmp_path, [person(n) for n in range(1, 4)] + [tuple(slip)], mode=REPLACE)
    assert (staged.report["problems"], staged.report["leavers"]) == (1, 0)


def test_blank_says_nothing_and_the_marker_forgets(district: District, tmp_path: Path) -> None:
    take(district, tmp_path, [(*person(1), "一班")])
    numbers = person(1)
    take(district, tmp_path, [(*numbers[:4], "", "", "")])
    member = Membership.objects.select_related("person").get()
    assert (member.person.phone, member.group) == ("13800000001", "一班")
    cleared = take(district, tmp_path, [(*numbers[:4], "清空", "", "清空")])
    member.refresh_from_db()
    assert (member.person.phone, member.group) == ("", "")
    assert api.match(district.mill, member.person.name, "0001") is None
    assert cleared.rows.get().fields == "phone group"
    actions.undo(SYSTEM, cleared)
    member = Membership.objects.select_related("person").get()
    assert (member.person.phone, member.group) == ("13800000001", "一班")
    assert api.match(district.mill, member.person.name, "0001") == member.person


def test_the_preview_shows_fields_units_and_what_is_much(district: District, tmp_path: Path) -> None:
    rows = [person(n) for n in range(1, 8)]
    take(district, tmp_path, rows)
    changed = [(*row[:4], f"1390000{n:04d}", "") for n, row in enumerate(rows)]
    staged = uploaded(district, tmp_path, changed)
    shown = effects.effects(SYSTEM, staged)
    assert shown.counts["changed"] == 7
    (phone,) = shown.per_field
    assert (phone.key, phone.n, phone.share) == ("phone", 7, 100)
    assert phone.examples[0].old == "138****0001"
    (unit,) = shown.per_unit
    assert (unit.unit, unit.before, unit.after, unit.counts["changed"]) == (district.mill, 7, 7, 7)
    assert len(shown.warnings) == 2
    assert effects.rows(SYSTEM, staged, RollRow.Outcome.CHANGED, district.mill).count() == 7
    assert not effects.rows(SYSTEM, staged, problems_only=True).exists()
    with pytest.raises(Denied):
        effects.effects(district.actor("外人"), staged)


def test_the_queue_of_those_who_may_be_several(district: District, tmp_path: Path) -> None:
    one, two = (district.member("王重名", district.mill, phone="13500000000") for _twice in range(2))
    row = (*MILL, "王重名", identity_number(7), "13500000000", "")
    staged = uploaded(district, tmp_path, [row, person(8)])
    (waiting,) = effects.conflicts(SYSTEM, staged)
    assert actions.may_be(waiting) == [one, two]
    with pytest.raises(Refused, match="不会是"):
        actions.settle(SYSTEM, waiting, district.member("赵别人", district.mill))
    actions.settle(SYSTEM, waiting, two)
    staged.refresh_from_db()
    assert (staged.report["conflicts"], staged.report["changed"]) == (0, 1)
    with pytest.raises(actions.Changed) as changed:
        staged.report["new"] = 5
        actions.start(SYSTEM, staged)
    assert [change.key for change in changed.value.difference] == ["new"]
    actions.work_off(actions.start(SYSTEM, staged))
    two.refresh_from_db()
    assert two.document == identity_number(7)
    assert Person.objects.get(pk=one.pk).document == ""


def test_settled_as_somebody_new_after_it_was_applied(district: District, tmp_path: Path) -> None:
    for _twice in range(2):
        district.member("王重名", district.mill, phone="13500000000")
    done = take(district, tmp_path, [(*MILL, "王重名", "", "13500000000", "")])
    row = effects.conflicts(SYSTEM, done).get()
    actions.settle(SYSTEM, row, None)
    actions.work_off(actions.start_again(SYSTEM, done))
    assert Membership.objects.count() == 3


def test_a_preview_that_has_aged_is_made_anew(district: District, tmp_path: Path) -> None:
    staged = uploaded(district, tmp_path, [person(1), person(2)])
    district.member(person(1)[2], district.mill, document_kind="id", document=identity_number(1), phone="13800000001")
    with pytest.raises(actions.Changed, match=r"2→1"):
        actions.start(SYSTEM, staged)
    assert (staged.report["new"], staged.report["changed"] + staged.report["unchanged"]) == (1, 1)
    actions.work_off(actions.start(SYSTEM, staged))
    assert Membership.objects.count() == 2


def test_what_changes_while_it_is_applied_is_planned_anew(district: District, tmp_path: Path) -> None:
    staged = actions.stage(SYSTEM, file_of(tmp_path, [person(1), person(2)]), district.federation)
    district.member(person(1)[2], district.yard, document_kind="id", document=identity_number(1))
    actions.apply(SYSTEM, staged)
    assert (staged.report["new"], staged.report["moved"]) == (1, 1)
    assert Membership.objects.open().filter(unit=district.mill).count() == 2


def test_thirty_days_later_it_stands_and_its_values_are_gone(district: District, tmp_path: Path) -> None:
    done = take(district, tmp_path, [person(1)])
    assert actions.purge(SYSTEM) == 0
    with clock.set_to(NOW + timedelta(days=31)):
        with pytest.raises(Refused, match="30 天"):
            actions.start_undo(SYSTEM, done)
        assert actions.purge(SYSTEM) == 1
        assert actions.purge(SYSTEM) == 0
    assert done.rows.get().new == ""
    with pytest.raises(Denied):
        actions.purge(district.actor("外人"))


def test_an_import_thrown_away(district: District, tmp_path: Path) -> None:
    staged = uploaded(district, tmp_path, [person(1)])
    path = actions.file_of(staged)
    actions.discard(SYSTEM, staged)
    assert not path.exists()
    assert not RollRow.objects.exists()


def test_a_member_of_another_union_is_asked_for(district: District, tmp_path: Path) -> None:
    from unionhall.modules.membership.models import Transfer

    wanted = district.member("赵他厂", district.yard, document_kind="id", document=identity_number(9))
    path = file_of(tmp_path, [person(9, "赵他厂")])
    chair = district.actor("郭主席", district.mill, "chair")
    report = actions.import_roll(chair, path, district.mill)
    assert (report.conflicts, report.moved) == (1, 0)
    transfer = Transfer.objects.get()
    assert (transfer.person, transfer.receiving) == (wanted, district.mill)
    actions.import_roll(chair, path, district.mill)
    assert Transfer.objects.count() == 1
