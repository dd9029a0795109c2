"""Spreadsheets as unions really send them."""

from pathlib import Path

import pytest

from tests.district import SYSTEM, District, identity_number
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.journal.models import Line
from unionhall.kernel.people.models import Person
from unionhall.kernel.search import queries as search
from unionhall.modules.membership import actions, queries
from unionhall.modules.membership.actions.importing import Report
from unionhall.modules.membership.models import Membership, RollImport, RollRow
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.tests import workbooks

HEAD = ("单位代码", "单位名称", "姓名", "身份证号", "手机号", "性别")
MILL = ("119900-01-001", "恒岱机械厂工会")


def person(number: int, name: str = "", *, unit: tuple[str, str] = MILL, phone: str = "") -> tuple[str, ...]:
    """A good row."""
    return (
        *unit,
        name or f"王{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
        identity_number(number),
        phone or f"138000{number:05d}",
        "",
    )


def take(district: District, tmp_path: Path, rows: list[tuple[object, ...]], **options: object) -> Report:
    """Import rows below the usual header."""
    path = workbooks.write(tmp_path / "roll.xlsx", {"名册": [HEAD, *rows]})  # type: ignore[list-item]
    return actions.import_roll(SYSTEM, path, district.federation, **options)  # type: ignore[arg-type]


def counts(report: Report) -> tuple[int, ...]:
    """new, changed, moved, unchanged, conflicts, problems."""
    return report.new, report.changed, report.moved, report.unchanged, report.conflicts, report.problems


def test_people_of_many_units_come_onto_their_rolls(district: District, tmp_path: Path) -> None:
    other = ("119900-02-001", "随便什么名称")
    report = take(district, tmp_path, [person(1), person(2, unit=other), person(3, unit=("", "启禾纺织工会"))])
    assert counts(report) == (3, 0, 0, 0, 0, 0)
    assert report.leavers == 0
    assert Membership.objects.filter(unit=district.yard).get().person.document == identity_number(2)
    assert Membership.objects.filter(unit=district.shop).get().person.sex == "m"
    assert RollRow.objects.filter(state="applied", outcome="new").count() == 3
    assert RollImport.objects.get().state == RollImport.State.APPLIED
    assert Line.objects.filter(verb="membership.imported").count() == 1


def test_a_dry_run_writes_nothing(district: District, tmp_path: Path) -> None:
    lines = Line.objects.count()
    report = take(district, tmp_path, [person(1), person(2)], dry_run=True)
    assert counts(report) == (2, 0, 0, 0, 0, 0)
    assert not Person.objects.exists()
    assert not Membership.objects.exists()
    assert not RollImport.objects.exists()
    assert Line.objects.count() == lines


def test_the_same_file_twice_changes_nothing(district: District, tmp_path: Path) -> None:
    rows = [person(number) for number in range(1, 8)]
    take(district, tmp_path, rows)
    before = list(Membership.objects.order_by("pk").values_list("pk", "person_id", "unit_id", "since", "until"))
    report = take(district, tmp_path, rows)
    assert counts(report) == (0, 0, 0, 7, 0, 0)
    assert before == list(Membership.objects.order_by("pk").values_list("pk", "person_id", "unit_id", "since", "until"))


def test_more_rows_than_a_batch(district: District, tmp_path: Path) -> None:
    rows = [(*MILL, "李某某", identity_number(n, born="19910101"), f"139{n:08d}", "") for n in range(1, 451)]
    assert counts(take(district, tmp_path, rows)) == (450, 0, 0, 0, 0, 0)
    assert Membership.objects.filter(unit=district.mill).count() == 450


def test_a_new_phone_changes_the_person_and_how_they_are_recognised(district: District, tmp_path: Path) -> None:
    take(district, tmp_path, [person(1, "王甲", phone="13800000001")])
    assert queries.matching(district.mill, "王甲", "0001") is not None
    report = take(district, tmp_path, [person(1, "王甲", phone="13800009999")])
    assert counts(report) == (0, 1, 0, 0, 0, 0)
    assert Person.objects.get().phone == "13800009999"
    assert queries.matching(district.mill, "王甲", "0001") is None
    assert queries.matching(district.mill, "王甲", "9999") is not None
    assert "13800000001" in RollRow.objects.get(outcome="changed").old


def test_a_blank_never_wipes(district: District, tmp_path: Path) -> None:
    take(district, tmp_path, [person(1, "王甲", phone="13800000001")])
    report = take(district, tmp_path, [(*MILL, "王甲", identity_number(1), "", "")])
    assert counts(report) == (0, 0, 0, 1, 0, 0)
    assert Person.objects.get().phone == "13800000001"


def test_the_same_name_alone_is_another_person(district: District, tmp_path: Path) -> None:
    take(district, tmp_path, [person(1, "王伟")])
    report = take(district, tmp_path, [person(2, "王伟")])
    assert report.new == 1
    assert Person.objects.filter(name="王伟").count() == 2


def test_phone_and_name_find_somebody_without_document(district: District, tmp_path: Path) -> None:
    take(district, tmp_path, [(*MILL, "王甲", "", "13800000001", "")])
    report = take(district, tmp_path, [person(1, "王 甲", phone="13800000001")])
    assert counts(report) == (0, 1, 0, 0, 0, 0)
    assert Person.objects.get().document == identity_number(1)


def test_another_name_under_a_known_document_is_not_believed(district: District, tmp_path: Path) -> None:
    take(district, tmp_path, [person(1, "王甲")])
    report = take(district, tmp_path, [person(1, "赵乙")])
    assert report.conflicts == 1
    assert Person.objects.get().name == "王甲"


def test_somebody_who_belongs_elsewhere_is_not_grabbed(district: District, tmp_path: Path) -> None:
    take(district, tmp_path, [person(1, unit=("119900-02-001", ""))])
    path = workbooks.write(tmp_path / "mill.xlsx", {"名册": [HEAD, person(1)]})
    report = actions.import_roll(chair_of(district), path, district.mill)
    assert counts(report) == (0, 0, 0, 0, 1, 0)
    assert Membership.objects.open().get().unit == district.yard
    assert "云杉" not in str(report.as_dict())


def test_within_ones_own_reach_somebody_moves(district: District, tmp_path: Path) -> None:
    take(district, tmp_path, [person(1, "王甲")])
    report = take(district, tmp_path, [person(1, "王甲", unit=("119900-02-001", ""))])
    assert counts(report) == (0, 0, 1, 0, 0, 0)
    assert Membership.objects.open().get().unit == district.yard
    assert queries.matching(district.mill, "王甲", identity_number(1)[-4:]) is None
    assert queries.matching(district.yard, "王甲", identity_number(1)[-4:]) is not None


def test_who_signs_in_by_a_phone_keeps_it(district: District, tmp_path: Path) -> None:
    officer = district.account("王甲", district.federation, "officer")
    officer.person.document_hash = ""
    take(district, tmp_path, [person(1, "王甲")])
    member = Membership.objects.get().person
    officer.person_id = member.pk  # the member has the account
    officer.save()
    report = take(district, tmp_path, [person(1, "王甲", phone="13812345678")])
    assert report.conflicts == 1
    assert Person.objects.get(pk=member.pk).phone == "13800000001"


def chair_of(district: District) -> Actor:
    """The chair of the mill's union."""
    return district.actor("郭主席", district.mill, "chair")


def test_titles_signatures_and_odd_headers(district: District, tmp_path: Path) -> None:
    sheet = [
        ("2026年会员名册",),
        ("填报单位：", "恒岱机械厂"),
        ("序号", "姓 名*", "公民身份号码", "联系电话（必填）", "所在单位", "车间班组"),
        (1, "王甲", identity_number(1), 13800000001, "恒岱机械厂工会", "一车间"),
        (None, None, None, None, None, None),
        (2, "阿卜杜拉·买买提", f"'{identity_number(2)}", "+86 138-0000-0002", "恒岱 机械厂工会", ""),
        ("合计", 2),
        ("填表人：郭某",),
    ]
    path = workbooks.write(tmp_path / "odd.xlsx", {"Sheet1": sheet})  # type: ignore[dict-item]
    report = actions.import_roll(SYSTEM, path, district.federation)
    assert counts(report) == (2, 0, 0, 0, 0, 0)
    assert Membership.objects.get(person__phone_hash=Person.objects.get(name="王甲").phone_hash).group == "一车间"
    assert queries.matching(district.mill, "阿卜杜拉•买买提", "0002") is not None


def test_a_union_of_its_own_needs_no_unit_column(district: District, tmp_path: Path) -> None:
    path = workbooks.write(tmp_path / "own.xlsx", {"a": [("姓名", "身份证号"), ("王甲", identity_number(1))]})
    assert actions.import_roll(chair_of(district), path, district.mill).new == 1


BAD = (
    ("身份证号", identity_number(1)[:17], "17"),
    ("身份证号", identity_number(1)[:17] + ("0" if identity_number(1)[17] != "0" else "1"), "有一位不对"),
    ("身份证号", 1.10101199001011e17, "文本"),
    ("身份证号", "1.1E+17", "文本"),
    ("手机号", "1380000000", "11"),
    ("姓名", "", "没有姓名"),
    ("姓名", "王8", "数字"),
    ("单位代码", "119900-99", "没有这个代码"),
    ("单位代码", "119900-01", "上级工会"),
)


@pytest.mark.parametrize(("column", "value", "says"), BAD)
def test_a_bad_cell_is_named_and_the_others_go_on(
    district: District, tmp_path: Path, column: str, value: object, says: str
) -> None:
    row: list[object] = list(person(1))
    row[HEAD.index(column)] = value
    report = take(district, tmp_path, [tuple(row), person(2)])
    assert (report.new, report.problems) == (1, 1)
    (problem,) = report.problem_rows
    assert (problem["row"], problem["column"]) == (2, column)
    assert says in str(problem["reason"])
    assert identity_number(1) not in str(report.as_dict())


def test_all_that_is_wrong_with_a_row_is_said_at_once(district: District, tmp_path: Path) -> None:
    report = take(district, tmp_path, [("119900-99", "", "", "1", "1", "")])
    assert report.problems == 1
    assert {row["column"] for row in report.problem_rows} == {"单位代码", "姓名", "身份证号", "手机号"}


def test_nobody_is_known_by_name_alone(district: District, tmp_path: Path) -> None:
    report = take(district, tmp_path, [(*MILL, "王甲", "", "", "")])
    assert report.problems == 1


def test_the_same_person_twice_in_a_file(district: District, tmp_path: Path) -> None:
    report = take(district, tmp_path, [person(1, "王甲"), person(1, "王甲")])
    assert (report.new, report.problems) == (1, 1)
    assert "第 2 行" in str(report.problem_rows[0]["reason"])


def test_two_units_of_one_name_are_asked_about(district: District, tmp_path: Path) -> None:
    from unionhall.kernel.org import actions as org_actions

    for code in ("119900-02-008", "119900-02-009"):
        org_actions.found(SYSTEM, name="同名工会", kind="grassroots", parent=district.west, code=code)
    report = take(district, tmp_path, [person(1, unit=("", "同名工会"))])
    assert "2 个单位" in str(report.problem_rows[0]["reason"])


def test_fifteen_digits_full_width_and_small_x(district: District, tmp_path: Path) -> None:
    with_x = next(n for n in range(1, 200) if identity_number(n).endswith("X"))
    full_width = identity_number(5).translate({ord(str(d)): ord("０") + d for d in range(10)})
    rows = [
        (*MILL, "老王", "110101900101001", "", ""),
        (*MILL, "小王", identity_number(with_x).lower(), "", ""),
        (*MILL, "中王", full_width, "", ""),
    ]
    assert take(district, tmp_path, rows).new == 3


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.xlsx", b"", "空的"),
        ("page.xlsx", b"<html><table></table></html>", "网页"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "打不开"),
        ("text.xlsx", "姓名,身份证号".encode(), ".xlsx"),
        ("cut.xlsx", b"PK\x03\x04 and no more", "没传完整"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(
    district: District, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused, match=says):
        actions.import_roll(SYSTEM, path, district.federation)


def test_macros_no_header_and_no_rows_are_refused(district: District, tmp_path: Path) -> None:
    files = {
        "宏": workbooks.write(tmp_path / "m.xlsx", {"a": [HEAD, person(1)]}, {"xl/vbaProject.bin": b"x"}),
        "没找到表头": workbooks.write(tmp_path / "h.xlsx", {"a": [("名单",), ("王甲", "李乙")]}),
        "一个人也没有": workbooks.write(tmp_path / "r.xlsx", {"a": [HEAD]}),
        "一行也没有": workbooks.write(tmp_path / "e.xlsx", {"a": []}),
    }
    for says, path in files.items():
        with pytest.raises(Refused, match=says):
            actions.import_roll(SYSTEM, path, district.federation)


def test_a_truncated_workbook_is_refused(district: District, tmp_path: Path) -> None:
    path = workbooks.write(tmp_path / "t.xlsx", {"a": [HEAD, *(person(n) for n in range(1, 60))]})
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(Refused):
        actions.import_roll(SYSTEM, path, district.federation)


def test_other_sheets_are_told(district: District, tmp_path: Path) -> None:
    path = workbooks.write(
        tmp_path / "s.xlsx", {"说明": [("怎么填",)], "名册": [HEAD, person(1)], "旧": [HEAD, person(2)]}
    )
    report = actions.import_roll(SYSTEM, path, district.federation)
    assert report.new == 2
    assert any("“旧”" in str(row["reason"]) for row in report.warning_rows)
    assert any("没读工作表“说明”" in str(row["reason"]) for row in report.warning_rows)


def test_who_may_not_write_there_is_denied(district: District, tmp_path: Path) -> None:
    path = workbooks.write(tmp_path / "d.xlsx", {"a": [HEAD, person(1)]})
    for by in (district.actor("邻居", district.shop, "chair"), district.actor("外人"), Actor.nobody()):
        with pytest.raises(Denied):
            actions.import_roll(by, path, district.mill)


def test_an_interrupted_import_goes_on_where_it_stopped(
    district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from unionhall.modules.membership.actions import staging

    monkeypatch.setattr(staging, "MOST", 6)
    monkeypatch.setattr(staging, "LEAST", 3)
    path = workbooks.write(tmp_path / "i.xlsx", {"a": [HEAD, *(person(n) for n in range(1, 9))]})
    staged = actions.stage(SYSTEM, path, district.federation)
    seen = 0

    def dies(done: int, total: int) -> None:
        nonlocal seen
        seen += 1
        if seen == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.apply(SYSTEM, staged, advance=dies)
    assert Membership.objects.count() == 3
    actions.apply(SYSTEM, RollImport.objects.get())
    assert Membership.objects.count() == 8
    assert not RollRow.objects.filter(state="staged").exists()


def test_members_are_found_by_those_who_may_read_names(district: District, tmp_path: Path) -> None:
    take(district, tmp_path, [person(1, "欧阳明月")])
    names = {"person": MembershipPermission.NAMES_READ}
    assert [entry.title for entry in search.find(chair_of(district), "明月", names)] == ["欧阳明月"]
    assert not list(search.find(district.actor("邻居", district.shop, "chair"), "明月", names))
    assert not list(search.find(district.actor("区经办", district.federation, "officer"), "明月", names))
