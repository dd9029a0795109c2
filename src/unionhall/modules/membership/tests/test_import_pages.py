"""The walk of an officer who brings a file: every page, every refusal, and those who must not know that it is there."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.district import District, identity_number
from unionhall.kernel.jobs import worker
from unionhall.kernel.jobs.models import Job
from unionhall.modules.membership.actions import reading
from unionhall.modules.membership.forms import imports as forms
from unionhall.modules.membership.models import Membership, RollColumns, RollImport, RollRow
from unionhall.modules.membership.tests import workbooks
from unionhall.modules.membership.tests.import_walk import (
    MILL,
    SHOP,
    START,
    columns_of,
    files,
    line,
    officer,
    page_of,
    send,
    stage,
    write,
)

__all__ = ["files", "officer"]


def test_the_whole_walk(officer: Client, district: District, tmp_path: Path, files: Path) -> None:
    old = district.member("王甲", district.mill, document_kind="id", document=identity_number(1), phone="13900000001")
    lines = [line(1, "王甲", group="二车间"), line(2, "李乙"), line(3, "赵丙", number="11010119900101003")]
    first = stage(officer, tmp_path, lines)
    assert not Membership.objects.exclude(person=old).exists()
    seen = page_of(officer, first)
    assert "写入 2 行" in seen
    assert "什么都还没写入" in seen
    assert "30 天内可以撤销" in seen
    assert "在原表里改好了，换上新文件" in seen
    assert "139****0001" in seen  # the old telephone, masked
    assert "13900000001" not in seen
    assert identity_number(2) not in seen
    assert "身份证号" in page_of(officer, first, "problems/")
    marked = officer.get(f"{START}{first.pk}/problems.xlsx").content
    again = tmp_path / "marked.xlsx"
    again.write_bytes(marked)
    assert "第 4 行" in str(reading.read(again).sheets[0].raw.rows[1][0])

    mended = stage(officer, tmp_path, [*lines[:2], line(3, "赵丙")], url=f"{START}?again={first.pk}")
    assert not RollImport.objects.filter(pk=first.pk).exists()
    assert len(list((files / "rolls").iterdir())) == 1
    assert "写入 3 行" in page_of(officer, mended)
    write(officer, mended)
    report = page_of(officer, mended)
    assert "写入了 3 行。" in report
    assert "新记的会籍有 2 条" in report
    assert "怎么样了" in report
    assert "会怎样" not in report
    assert not list((files / "rolls").iterdir())

    assert "更新的 1 人恢复成导入以前的内容" in page_of(officer, mended, "undo/")
    assert officer.post(f"{START}{mended.pk}/undo/").status_code == 302
    assert "正在撤销" in page_of(officer, mended)
    assert worker.run_one()
    assert "3 行恢复成导入以前的样子" in page_of(officer, mended)
    assert list(Membership.objects.open().values_list("person_id", flat=True)) == [old.pk]
    assert officer.get(f"{START}{mended.pk}/undo/").status_code == 302
    assert "已撤销" in officer.get(START).content.decode()


def test_the_template_is_read_by_the_reader(officer: Client, tmp_path: Path) -> None:
    blank = tmp_path / "blank.xlsx"
    blank.write_bytes(officer.get(f"{START}template.xlsx").content)
    assert set(reading.read(blank).guesses.values()) >= {"name", "document", "phone", "unit_code"}
    assert "下载空白模板" in officer.get(START).content.decode()


def test_the_roll_goes_out_and_comes_back(district: District, lanes_client: Client, tmp_path: Path) -> None:
    district.member("王甲", district.mill, phone="13800000001", document_kind="id", document=identity_number(1))
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    assert "改完再导" in lanes_client.get(f"/desk/members/{MILL}/").content.decode()
    sent = lanes_client.post(f"/desk/members/{MILL}/export/", {"file": "csv"}).content.decode("utf-8-sig")
    assert identity_number(1) not in sent
    assert "13800000001" not in sent
    edited = sent.replace("王甲,,", "王甲,,三组").encode("utf-8-sig")
    upload = SimpleUploadedFile("名册.csv", edited)
    answer = lanes_client.post(START, {"file": upload, "mode": "add", "unit": district.mill.pk})
    lanes_client.post(answer.headers["Location"], columns_of(lanes_client, answer))
    write(lanes_client, RollImport.objects.get())
    assert Membership.objects.get().group == "三组"
    assert lanes_client.post(f"/desk/members/{SHOP}/export/").status_code == 404
    assert lanes_client.post(f"/desk/members/{MILL}/export/").content[:2] == b"PK"


def test_a_workbook_goes_out_is_edited_and_comes_back(district: District, lanes_client: Client, tmp_path: Path) -> None:
    people = [district.member(name, district.mill, phone=f"1380000000{n}") for n, name in enumerate(("王甲", "李乙"))]
    Membership.objects.filter(person=people[1]).update(group="=一组")
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    out = tmp_path / "out.xlsx"
    out.write_bytes(lanes_client.post(f"/desk/members/{MILL}/export/").content)
    head, *rows = reading.read(out).sheets[0].raw.rows
    assert "'=一组" in [cell for row in rows for cell in row]  # no formula leaves the house
    phone = head.index("手机号")
    rows = [[*row, *[None] * (len(head) - len(row))] for row in rows]
    next(row for row in rows if "王甲" in row)[phone] = "13911111111"

    def bring(lines: list[Any]) -> RollImport:
        book = workbooks.write(tmp_path / "back.xlsx", {"会员名册": [head, *lines]})
        upload = SimpleUploadedFile("改好.xlsx", book.read_bytes())
        answer = lanes_client.post(START, {"file": upload, "mode": "add", "unit": district.mill.pk})
        lanes_client.post(answer.headers["Location"], columns_of(lanes_client, answer))
        return RollImport.objects.latest("pk")

    made = bring(rows)
    assert (made.report["changed"], made.report["unchanged"], made.report["problems"]) == (1, 1, 0)
    write(lanes_client, made)
    people[0].refresh_from_db()
    assert people[0].phone == "13911111111"
    assert Membership.objects.get(person=people[1]).group == "=一组"
    assert bring(rows).report["unchanged"] == 2


def test_columns_are_changed_by_hand_and_remembered(officer: Client, district: District, tmp_path: Path) -> None:
    answer = send(officer, tmp_path, [line(2, "李乙")])
    said = columns_of(officer, answer)
    assert (said["c0-1"], said["c0-4"]) == ("name", "")
    url = answer.headers["Location"]
    assert identity_number(2) not in officer.get(url).content.decode()
    assert "已经选了别的列" in officer.post(url, {**said, "c0-4": "group"}).content.decode()
    assert "光有姓名认不准人" in officer.post(url, {**said, "c0-2": "", "c0-3": ""}).content.decode()
    officer.post(url, {**said, "c0-4": "group", "c0-5": ""})
    made = RollImport.objects.get()
    assert made.rows.get().outcome == RollRow.Outcome.NEW
    assert RollColumns.objects.get().headings["班组长"] == "group"
    again = columns_of(officer, send(officer, tmp_path, [line(3, "赵丙")]))
    assert (again["c0-4"], again["c0-5"]) == ("group", "")


def test_files_that_are_no_roll_are_refused_beside_the_field(
    officer: Client, district: District, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = district.east.pk
    said = {"mode": "add", "unit": unit}
    assert "选一个文件" in officer.post(START, said).content.decode()
    page = officer.post(START, {**said, "file": SimpleUploadedFile("名册.xls", b"%PDF-1.7 abc")}).content.decode()
    assert "PDF" in page
    assert "Traceback" not in page
    assert not list((files / "rolls").iterdir())  # nothing is kept of it
    assert not RollImport.objects.exists()
    monkeypatch.setattr(forms, "MOST_BYTES", 2)
    assert "最多收" in officer.post(START, {**said, "file": SimpleUploadedFile("a.csv", b"abcdef")}).content.decode()


def test_uploads_are_kept_for_the_owner_alone(officer: Client, tmp_path: Path, files: Path) -> None:
    made = stage(officer, tmp_path, [line(2, "李乙")])
    [kept] = (files / "rolls").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "李乙" not in kept.name
    assert officer.post(f"{START}{made.pk}/discard/").status_code == 302
    assert not kept.exists()
    assert not RollImport.objects.exists()


def test_a_large_file_is_compared_by_a_job(officer: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unionhall.modules.membership.actions.columns.AT_ONCE", 1)
    answer = send(officer, tmp_path, [line(2, "李乙")])
    officer.post(answer.headers["Location"], columns_of(officer, answer))
    made = RollImport.objects.get()
    assert "正在看影响" in page_of(officer, made)
    assert worker.run_one()
    job = Job.objects.get()
    assert (job.done, job.total) == (1, 1)  # rows compared: the page says n of m meanwhile
    assert "写入 1 行" in page_of(officer, made)


def test_leavers_of_more_than_a_tenth_are_typed(officer: Client, district: District, tmp_path: Path) -> None:
    for serial in range(1, 5):
        district.member(
            f"王{'甲乙丙丁'[serial - 1]}", district.mill, document_kind="id", document=identity_number(serial)
        )
    made = stage(officer, tmp_path, [line(1, "王甲")], mode="replace")
    page = page_of(officer, made)
    assert "3 人记离会" in page
    assert "现有 4 人，表里没有的 3 人要记离会" in page
    assert "多得反常" in page
    url = f"{START}{made.pk}/"
    assert "照着写出离会的人数" in officer.post(url).content.decode()
    assert "和要离会的人数不一样" in officer.post(url, {f"u{district.mill.pk}": "2"}).content.decode()
    shown = page_of(officer, made, "rows/?outcome=leaver")
    assert "王**" in shown  # names stay below
    assert "王乙" not in shown
    write(officer, made, **{f"u{district.mill.pk}": "3"})
    assert Membership.objects.open().count() == 1


def test_the_preview_is_anew_when_the_roll_has_changed(officer: Client, district: District, tmp_path: Path) -> None:
    made = stage(officer, tmp_path, [line(1, "王甲"), line(2, "李乙")])
    district.member("王甲", district.mill, document_kind="id", document=identity_number(1), phone="13800000001")
    page = officer.post(f"{START}{made.pk}/").content.decode()
    assert "看过以后名册又变了" in page
    assert "更新 1 行，新增 1 行" in page
    write(officer, made)
    assert (made.report["new"], made.report["changed"]) == (1, 1)


def test_pages_ask_as_often_for_many_rows(
    officer: Client, district: District, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    few = stage(officer, tmp_path, [line(n, "王" + "甲乙丙丁"[n % 4]) for n in range(1, 3)])
    many = stage(officer, tmp_path, [line(n, "王" + "甲乙丙丁"[n % 4]) for n in range(1, 40)])
    for more in ("", "rows/", "units/", "problems/"):
        with django_assert_max_num_queries(60) as few_asked:
            page_of(officer, few, more)
        with django_assert_max_num_queries(len(few_asked)):
            page_of(officer, many, more)


def test_outsiders_find_nothing(officer: Client, district: District, tmp_path: Path, lanes_client: Client) -> None:
    made = stage(officer, tmp_path, [line(2, "李乙")])
    names = (
        "import",
        "import-columns",
        "import-units",
        "import-problems",
        "import-rows",
        "import-undo",
        "import-to-mend",
    )
    urls = [reverse(f"membership:{name}", args=(made.pk,)) for name in names]
    row = made.rows.get()
    urls.append(reverse("membership:import-settle", args=(made.pk, row.pk)))
    for account in (district.account("外人"), district.account("邻居", district.west, "officer")):
        client = type(lanes_client)()
        client.force_login(account)
        assert [client.get(url).status_code for url in urls] == [404] * len(urls)
        assert [client.post(url).status_code for url in (urls[0], urls[1], urls[5])] == [404] * 3
        for name in ("discard", "again"):
            assert client.post(reverse(f"membership:import-{name}", args=(made.pk,))).status_code == 404
    client = type(lanes_client)()
    assert all(client.get(url).status_code == 302 for url in urls)
    client.force_login(district.account("外人乙"))
    assert [client.get(START + more).status_code for more in ("", "template.xlsx")] == [404, 404]
