"""Rows of an import: found, narrowed, settled, asked about; and what was interrupted goes on."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.district import SYSTEM, District, identity_number
from unionhall.kernel.jobs import worker
from unionhall.kernel.jobs.models import Job
from unionhall.kernel.org import actions as org_actions
from unionhall.modules.membership.models import Membership, RollImport, RollRow
from unionhall.modules.membership.tests import workbooks
from unionhall.modules.membership.tests.import_walk import (
    HEAD,
    MILL,
    SHOP,
    START,
    columns_of,
    files,
    line,
    officer,
    page_of,
    stage,
    write,
)

__all__ = ["files", "officer"]


def test_who_is_it(officer: Client, district: District, tmp_path: Path) -> None:
    twins = [district.member("王甲", district.mill, phone="13800000001") for _each in range(2)]
    bare = (MILL, "王甲", "", "13800000001", "", "三组")
    made = stage(officer, tmp_path, [bare, line(5, "李乙")])
    assert "去认 1 行" in page_of(officer, made)
    row = made.rows.get(outcome=RollRow.Outcome.CONFLICT)
    url = f"{START}{made.pk}/rows/{row.pk}/"
    assert f'href="{url}"' in page_of(officer, made, "rows/?outcome=conflict")
    assert "13800000001" not in officer.get(url).content.decode()
    assert "选一个人" in officer.post(url).content.decode()
    assert officer.post(url, {"who": twins[0].pk}).status_code == 302
    assert officer.get(url).status_code == 404
    assert "写入 2 行" in page_of(officer, made)
    made.refresh_from_db()
    here = made.effects["units"][str(district.mill.pk)]
    assert (here["conflicts"], here["changed"], here["new"]) == (0, 1, 1)
    assert made.effects["fields"]["group"]["n"] == 1
    write(officer, made)
    assert Membership.objects.open().get(person=twins[0]).group == "三组"


def test_settling_counts_who_comes_and_who_goes(officer: Client, district: District, tmp_path: Path) -> None:
    twins = [district.member("王甲", district.shop, phone="13800000001") for _each in range(2)]
    made = stage(officer, tmp_path, [(MILL, "王甲", "", "13800000001", "", "")])
    row = made.rows.get()
    assert officer.post(f"{START}{made.pk}/rows/{row.pk}/", {"who": twins[0].pk}).status_code == 302
    made.refresh_from_db()
    units = made.effects["units"]
    assert (units[str(district.mill.pk)]["after"], units[str(district.mill.pk)]["moved"]) == (1, 1)
    assert (units[str(district.shop.pk)]["before"], units[str(district.shop.pk)]["after"]) == (2, 1)


def test_the_same_row_of_two_sheets_is_settled_apart(officer: Client, district: District, tmp_path: Path) -> None:
    for phone in ("13800000001", "13800000002"):
        for _each in range(2):
            district.member("王甲", district.mill, phone=phone)
    sheets = {
        f"表{phone[-1]}": [HEAD, (MILL, "王甲", "", phone, "", "三组")] for phone in ("13800000001", "13800000002")
    }
    book = workbooks.write(tmp_path / "two.xlsx", sheets)
    upload = SimpleUploadedFile("两张表.xlsx", book.read_bytes())
    answer = officer.post(START, {"file": upload, "mode": "add", "unit": district.east.pk})
    officer.post(answer.headers["Location"], columns_of(officer, answer))
    made = RollImport.objects.get()
    assert made.report["conflicts"] == len(made.report["conflict_rows"]) == 2
    first, second = made.rows.order_by("place")
    assert first.number == second.number
    officer.post(f"{START}{made.pk}/rows/{first.pk}/", {"who": "new"})
    made.refresh_from_db()
    assert [row["sheet"] for row in made.report["conflict_rows"]] == [second.sheet]


def test_what_a_file_leaves_open_is_asked_once(officer: Client, district: District, tmp_path: Path) -> None:
    twin = org_actions.found(SYSTEM, name="鸿运餐饮工会", kind="grassroots", parent=district.east, code="119900-01-901")
    org_actions.found(SYSTEM, name="鸿运餐饮工会", kind="grassroots", parent=district.east, code="119900-01-902")
    head = ("单位名称", "姓名", "身份证号", "手机号", "入会日期")
    lines = [
        ("鸿运餐饮", "王甲", identity_number(1), "13800000001", "2024-03-05"),
        ("鸿运餐饮", "李乙", identity_number(2), "13800000002", "2024-03-05"),
        ("恒岱机械厂工会", "赵丙", identity_number(3), "13800000003", "03/04/2024"),
        ("恒岱机械", "钱丁", identity_number(4), "13800000004", "2024-03-05"),
    ]
    book = workbooks.write(tmp_path / "open.xlsx", {"名册": [head, *lines]})
    answer = officer.post(
        START, {"file": SimpleUploadedFile("名册.xlsx", book.read_bytes()), "mode": "add", "unit": district.east.pk}
    )
    officer.post(answer.headers["Location"], columns_of(officer, answer))
    made = RollImport.objects.get()
    assert (made.report["new"], made.report["problems"]) == (0, 4)
    assert "有 3 处要问您，4 行等着" in page_of(officer, made)
    page = page_of(officer, made, "questions/")
    assert "119900-01-901" in page
    assert "03/04/2024 是 2024-04-03" in page
    url = f"{START}{made.pk}/questions/"
    form = officer.get(url).context["form"]
    names = {question.text: f"q{number}" for number, question in enumerate(form.questions)}
    said = {
        names["鸿运餐饮"]: str(twin.pk),
        names["03/04/2024"]: "day",
        names["恒岱机械"]: "other",
        f"{names['恒岱机械']}-other": "没有这一家",
    }
    wrong = officer.post(url, said).content.decode()
    assert "没有叫这个名称的单位" in wrong
    assert "没有这一家" in wrong  # nothing typed is lost
    said[f"{names['恒岱机械']}-other"] = MILL
    assert officer.post(url, said).status_code == 302
    made.refresh_from_db()
    assert (made.report["new"], made.report["problems"]) == (4, 0)
    assert "要问您" not in page_of(officer, made)
    again = officer.get(url).context["form"]  # answered otherwise, or not at all
    none = {name: "leave" for name in again.fields if not name.endswith("-other")}
    assert officer.post(url, none).status_code == 302
    made.refresh_from_db()
    assert made.report["problems"] == 4
    officer.post(url, said)
    write(officer, made)
    assert Membership.objects.filter(unit=twin).count() == 2
    assert str(Membership.objects.get(person__name="赵丙").since) == "2024-04-03"
    assert officer.get(url).status_code == 302


def test_a_row_is_found_by_number_unit_and_name(officer: Client, district: District, tmp_path: Path) -> None:
    district.member("王甲", district.mill, document_kind="id", document=identity_number(1), phone="13900000001")
    made = stage(officer, tmp_path, [line(1, "王甲"), line(2, "李乙", unit=SHOP), line(3, "赵丙", number="123")])
    for text, seen, unseen in (
        ("2", "王甲", "李乙"),
        ("纺织", "李乙", "王甲"),
        ("王甲", "王甲", "李乙"),
        ("李 乙", "李乙", "王甲"),
    ):
        page = page_of(officer, made, f"rows/?q={text}")
        assert seen in page, text
        assert unseen not in page, text
    assert "没有这样的行" in page_of(officer, made, "rows/?q=没有的人")


def test_who_leaves_is_not_found_by_name(officer: Client, district: District, tmp_path: Path) -> None:
    district.member("王甲", district.mill, document_kind="id", document=identity_number(1))
    district.member("李乙", district.mill, document_kind="id", document=identity_number(2))
    made = stage(officer, tmp_path, [line(1, "王甲")], mode="replace")
    assert made.report["leavers"] == 1
    assert "没有这样的行" in page_of(officer, made, "rows/?q=李乙")  # names stay below


def test_rows_are_narrowed(officer: Client, district: District, tmp_path: Path) -> None:
    district.member("王甲", district.mill, document_kind="id", document=identity_number(1), phone="13900000001")
    lines = [line(1, "王甲"), line(2, "李乙", unit=SHOP), line(3, "赵丙", number="123")]
    made = stage(officer, tmp_path, lines)
    assert "李乙" not in page_of(officer, made, f"rows/?unit={MILL}")
    assert "李乙" in page_of(officer, made, f"rows/?unit={SHOP}")
    changed = page_of(officer, made, "rows/?field=phone")
    assert "139****0001" in changed
    assert "李乙" not in changed
    assert "王甲" not in page_of(officer, made, "rows/?wrong=1")
    assert "启禾纺织工会" in page_of(officer, made, "units/")


def test_what_was_interrupted_goes_on(officer: Client, district: District, tmp_path: Path) -> None:
    made = stage(officer, tmp_path, [line(1, "王甲"), line(2, "李乙")])
    url, again = f"{START}{made.pk}/", f"{START}{made.pk}/again/"
    for state, button in (("applied", "接着写入"), ("undone", "接着撤销")):
        assert officer.post(url if state == "applied" else f"{url}undo/").status_code == 302
        refused = officer.post(again)
        assert refused.status_code != 302  # somebody is at it
        Job.objects.update(state=Job.State.FAILED, error="系统出了错")
        assert button in page_of(officer, made)
        assert officer.post(again).status_code == 302
        assert worker.run_one()
        made.refresh_from_db()
        assert made.state == state
    assert not Membership.objects.exists()
