"""Whatever stood on the roll and whatever the file says: the same file twice changes nothing, and undoing restores."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.district import SYSTEM, District, identity_number
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.people.actions import NewPerson, add_people
from unionhall.kernel.search import doctor
from unionhall.modules.membership import actions
from unionhall.modules.membership.actions import staging
from unionhall.modules.membership.actions.own_ids import own_id
from unionhall.modules.membership.models import Membership, RollImport
from unionhall.modules.membership.tests import workbooks
from unionhall.modules.membership.tests.state import roll_state

HEAD = ("单位代码", "姓名", "身份证号", "手机号", "工会小组")
UNITS = ("119900-01-001", "119900-01-002", "119900-02-001")
SIGNS = "甲乙丙丁戊己庚辛"

# Few people, so that rows meet those who are there: in the same unit or another, with or without numbers.
one = st.tuples(
    st.integers(0, 2), st.integers(0, 7), st.booleans(), st.integers(0, 3), st.sampled_from(("", "一班", "清空"))
)


def cells(known: tuple[int, int, bool, int, str]) -> tuple[str, ...]:
    """A row of the file."""
    unit, who, has_document, phone, group = known
    number = identity_number(who + 1) if has_document else ""
    return (UNITS[unit], f"王{SIGNS[who]}", number, f"1380000{who:02d}{phone:02d}" if phone else "", group)


def put(district: District, known: tuple[int, int, bool, int, str]) -> None:
    """Somebody on the roll."""
    unit, name, number, phone, group = cells(known)
    kind = "id" if number else ""
    person = add_people(SYSTEM, [NewPerson(name, kind, number, phone)])[0]
    place = {"119900-01-001": district.mill, "119900-01-002": district.shop, "119900-02-001": district.yard}[unit]
    actions.join(SYSTEM, person, place, group="" if group == "清空" else group)


class Restored(Exception):
    """Ends the transaction of one example."""


@pytest.mark.usefixtures("monkeypatched")
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@example(  # somebody by document in one row, by telephone and name in another
    roll=[(0, 1, True, 1, "")], file=[(0, 1, True, 0, ""), (1, 1, False, 1, "")], mode="add"
)
@given(
    roll=st.lists(one, max_size=8, unique_by=lambda known: known[1]),
    file=st.lists(one, min_size=1, max_size=10),
    mode=st.sampled_from(("add", "replace")),
)
def test_undoing_restores_and_repeating_changes_nothing(
    district: District, roll: list[Any], file: list[Any], mode: str
) -> None:
    with pytest.raises(Restored), transaction.atomic(), tempfile.TemporaryDirectory() as folder:
        for known in roll:
            put(district, known)
        before = roll_state()
        path = workbooks.write(Path(folder) / "roll.xlsx", {"名册": [HEAD, *map(cells, file)]})
        first = _applied(path, district, mode)
        after = roll_state()
        again = _applied(path, district, mode)
        assert [again.report[key] for key in ("new", "changed", "moved", "leavers")] == [0, 0, 0, 0]
        assert roll_state() == after
        actions.undo(SYSTEM, again)
        assert roll_state() == after
        actions.undo(SYSTEM, first)
        assert first.report["undone"]["kept_rows"] == []
        assert roll_state() == before
        assert not doctor.check()
        assert not facts.recount()
        raise Restored


def _applied(path: Path, district: District, mode: str) -> RollImport:
    return actions.apply(SYSTEM, actions.stage(SYSTEM, path, district.federation, mode=mode))


@pytest.fixture
def monkeypatched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small batches without rests."""
    monkeypatch.setattr(staging, "MOST", 4)
    monkeypatch.setattr(staging, "LEAST", 2)
    monkeypatch.setattr(staging, "PAUSE", 0)


@pytest.mark.usefixtures("monkeypatched")
def test_a_person_told_twice_is_not_taken_for_somebody_new(district: District, tmp_path: Path) -> None:
    put(district, (2, 1, True, 1, ""))
    file = [(2, 1, True, 2, ""), (2, 1, False, 1, "一班")]
    path = workbooks.write(tmp_path / "roll.xlsx", {"名册": [HEAD, *map(cells, file)]})
    _applied(path, district, "add")
    assert _applied(path, district, "add").report["new"] == 0


@pytest.mark.usefixtures("monkeypatched")
@pytest.mark.parametrize("mode", ["add", "replace"])
def test_who_is_renamed_onto_anothers_name_and_telephone_stays_so(
    district: District, tmp_path: Path, mode: str
) -> None:
    put(district, (0, 1, False, 1, ""))  # 王乙, whom nobody can tell from the first once that one is called so
    put(district, (0, 0, True, 2, ""))  # 王甲, in the file by number
    number = own_id(Membership.objects.get(person__name="王甲").pk)
    taken = ("119900-01-001", "王乙", "", "13800000101", "一班")
    path = workbooks.write(tmp_path / "roll.xlsx", {"名册": [("编号", *HEAD), (number, *taken), ("", *taken)]})
    before = roll_state()
    first = _applied(path, district, mode)
    after = roll_state()
    assert after != before
    again = _applied(path, district, mode)
    assert [again.report[key] for key in ("new", "changed", "moved", "leavers")] == [0, 0, 0, 0]
    assert roll_state() == after
    actions.undo(SYSTEM, first)
    assert roll_state() == before
