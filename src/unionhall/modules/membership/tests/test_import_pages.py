"""The walk of an officer who brings a file: every page, every refusal, and those who must not know that it is there."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.district import SYSTEM, District, identity_number
from unionhall.kernel.jobs import worker
from unionhall.kernel.org import actions as org_actions
from unionhall.kernel.org.models import Unit
from unionhall.modules.membership.actions import reading
from unionhall.modules.membership.forms import imports as forms
from unionhall.modules.membership.models import Membership, RollColumns, RollImport, RollRow
from unionhall.modules.membership.tests import workbooks

HEAD = ("单位代码", "姓名", "身份证号", "手机号", "班组长", "工会小组")
START = "/desk/members/import/"
MILL, SHOP = "119900-01-001", "119900-01-002"


def _line(serial: int, name: str, *, unit: str = MILL, number: str = "", phone: str = "", group: str = "") -> Any:
    return (unit, name, number or identity_number(serial), phone or f"138000{serial:05d}", "甲", group)


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> Path:
    """A home of its own for uploads."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def officer(district: District, lanes_client: Client) -> Client:
    """The township's officer, who may import for the unions below."""
    lanes_client.force_login(district.account("林晓禾", district.east, "officer"))
    return lanes_client


def _send(client: Client, folder: Path, lines: list[Any], **said: Any) -> Any:
    book = workbooks.write(folder / "roll.xlsx", {"名册": [HEAD, *lines]})
    upload = SimpleUploadedFile("十一月名册.xlsx", book.read_bytes())
    unit = said.pop("unit", Unit.objects.get(code="119900-01").pk)
    url = said.pop("url", START)
    return client.post(url, {"file": upload, "mode": "add", "unit": unit, **said})


def _columns(client: Client, answer: Any) -> dict[str, str]:
    """What the page of columns would send unchanged."""
    form = client.get(answer.headers["Location"]).context["form"]
    return {name: field.initial for name, field in form.fields.items()}


def _staged(client: Client, folder: Path, lines: list[Any], **said: Any) -> RollImport:
    answer = _send(client, folder, lines, **said)
    assert answer.status_code == 302, answer.content.decode()
    client.post(answer.headers["Location"], _columns(client, answer))
    made = RollImport.objects.latest("pk")
    assert made.state == RollImport.State.STAGED
    return made


def _page(client: Client, made: RollImport, more: str = "") -> str:
    answer = client.get(f"{START}{made.pk}/{more}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def _written(client: Client, made: RollImport, **said: Any) -> RollImport:
    assert client.post(f"{START}{made.pk}/", said).status_code == 302
    assert worker.run_one()
    made.refresh_from_db()
    return made


def test_the_whole_walk(officer: Client, district: District, tmp_path: Path, files: Path) -> None:
    old = district.member("王甲", district.mill, document_kind="id", document=identity_number(1), phone="13900000001")
    lines = [_line(1, "王甲", group="二车间"), _line(2, "李乙"), _line(3, "赵丙", number="11010119900101003")]
    first = _staged(officer, tmp_path, lines)
    assert not Membership.objects.exclude(person=old).exists()
    seen = _page(officer, first)
    assert "写入 2 行" in seen
    assert "什么都还没写入" in seen
    assert "30 天内可以撤销" in seen
    assert "在原表里改好了，换上新文件" in seen
    assert "139****0001" in seen  # the old telephone, masked
    assert "13900000001" not in seen
    assert identity_number(2) not in seen
    assert "身份证号" in _page(officer, first, "problems/")
    marked = officer.get(f"{START}{first.pk}/problems.xlsx").content
    again = tmp_path / "marked.xlsx"
    again.write_bytes(marked)
    assert "第 4 行" in str(reading.read(again).sheets[0].raw.rows[1][0])

    mended = _staged(officer, tmp_path, [*lines[:2], _line(3, "赵丙")], url=f"{START}?again={first.pk}")
    assert not RollImport.objects.filter(pk=first.pk).exists()
    assert len(list((files / "rolls").iterdir())) == 1
    assert "写入 3 行" in _page(officer, mended)
    _written(officer, mended)
    report = _page(officer, mended)
    assert "写入了 3 行。" in report
    assert "新记的会籍有 2 条" in report
    assert "怎么样了" in report
    assert "会怎样" not in report
    assert not list((files / "rolls").iterdir())

    assert "更新的 1 人恢复成导入以前的内容" in _page(officer, mended, "undo/")
    assert officer.post(f"{START}{mended.pk}/undo/").status_code == 302
    assert "正在撤销" in _page(officer, mended)
    assert worker.run_one()
    assert "3 行恢复成导入以前的样子" in _page(officer, mended)
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
    lanes_client.post(answer.headers["Location"], _columns(lanes_client, answer))
    _written(lanes_client, RollImport.objects.get())
    assert Membership.objects.get().group == "三组"
    assert lanes_client.post(f"/desk/members/{SHOP}/export/").status_code == 404
    assert lanes_client.post(f"/desk/members/{MILL}/export/").content[:2] == b"PK"


def test_columns_are_changed_by_hand_and_remembered(officer: Client, district: District, tmp_path: Path) -> None:
    answer = _send(officer, tmp_path, [_line(2, "李乙")])
    said = _columns(officer, answer)
    assert (said["c0-1"], said["c0-4"]) == ("name", "")
    url = answer.headers["Location"]
    assert identity_number(2) not in officer.get(url).content.decode()
    assert "已经选了别的列" in officer.post(url, {**said, "c0-4": "group"}).content.decode()
    assert "光有姓名认不准人" in officer.post(url, {**said, "c0-2": "", "c0-3": ""}).content.decode()
    officer.post(url, {**said, "c0-4": "group", "c0-5": ""})
    made = RollImport.objects.get()
    assert made.rows.get().outcome == RollRow.Outcome.NEW
    assert RollColumns.objects.get().headings["班组长"] == "group"
    again = _columns(officer, _send(officer, tmp_path, [_line(3, "赵丙")]))
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
    made = _staged(officer, tmp_path, [_line(2, "李乙")])
    [kept] = (files / "rolls").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "李乙" not in kept.name
    assert officer.post(f"{START}{made.pk}/discard/").status_code == 302
    assert not kept.exists()
    assert not RollImport.objects.exists()


def test_a_large_file_is_compared_by_a_job(officer: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unionhall.modules.membership.actions.columns.AT_ONCE", 1)
    answer = _send(officer, tmp_path, [_line(2, "李乙")])
    officer.post(answer.headers["Location"], _columns(officer, answer))
    made = RollImport.objects.get()
    assert "正在看影响" in _page(officer, made)
    assert worker.run_one()
    assert "写入 1 行" in _page(officer, made)


def test_leavers_of_more_than_a_tenth_are_typed(officer: Client, district: District, tmp_path: Path) -> None:
    for serial in range(1, 5):
        district.member(
            f"王{'甲乙丙丁'[serial - 1]}", district.mill, document_kind="id", document=identity_number(serial)
        )
    made = _staged(officer, tmp_path, [_line(1, "王甲")], mode="replace")
    page = _page(officer, made)
    assert "3 人记离会" in page
    assert "现有 4 人，表里没有的 3 人要记离会" in page
    assert "多得反常" in page
    url = f"{START}{made.pk}/"
    assert "照着写出离会的人数" in officer.post(url).content.decode()
    assert "和要离会的人数不一样" in officer.post(url, {f"u{district.mill.pk}": "2"}).content.decode()
    shown = _page(officer, made, "rows/?outcome=leaver")
    assert "王**" in shown  # names stay below
    assert "王乙" not in shown
    _written(officer, made, **{f"u{district.mill.pk}": "3"})
    assert Membership.objects.open().count() == 1


def test_the_preview_is_anew_when_the_roll_has_changed(officer: Client, district: District, tmp_path: Path) -> None:
    made = _staged(officer, tmp_path, [_line(1, "王甲"), _line(2, "李乙")])
    district.member("王甲", district.mill, document_kind="id", document=identity_number(1), phone="13800000001")
    page = officer.post(f"{START}{made.pk}/").content.decode()
    assert "看过以后名册又变了" in page
    assert "更新 1 行，新增 1 行" in page
    _written(officer, made)
    assert (made.report["new"], made.report["changed"]) == (1, 1)


def test_who_is_it(officer: Client, district: District, tmp_path: Path) -> None:
    twins = [district.member("王甲", district.mill, phone="13800000001") for _each in range(2)]
    line = (MILL, "王甲", "", "13800000001", "", "三组")
    made = _staged(officer, tmp_path, [line, _line(5, "李乙")])
    assert "去认 1 行" in _page(officer, made)
    row = made.rows.get(outcome=RollRow.Outcome.CONFLICT)
    url = f"{START}{made.pk}/rows/{row.pk}/"
    assert f'href="{url}"' in _page(officer, made, "rows/?outcome=conflict")
    assert "13800000001" not in officer.get(url).content.decode()
    assert "选一个人" in officer.post(url).content.decode()
    assert officer.post(url, {"who": twins[0].pk}).status_code == 302
    assert officer.get(url).status_code == 404
    assert "写入 2 行" in _page(officer, made)
    made.refresh_from_db()
    here = made.effects["units"][str(district.mill.pk)]
    assert (here["conflicts"], here["changed"], here["new"]) == (0, 1, 1)
    assert made.effects["fields"]["group"]["n"] == 1
    _written(officer, made)
    assert Membership.objects.open().get(person=twins[0]).group == "三组"


def test_settling_counts_who_comes_and_who_goes(officer: Client, district: District, tmp_path: Path) -> None:
    twins = [district.member("王甲", district.shop, phone="13800000001") for _each in range(2)]
    made = _staged(officer, tmp_path, [(MILL, "王甲", "", "13800000001", "", "")])
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
    officer.post(answer.headers["Location"], _columns(officer, answer))
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
    officer.post(answer.headers["Location"], _columns(officer, answer))
    made = RollImport.objects.get()
    assert (made.report["new"], made.report["problems"]) == (0, 4)
    assert "有 3 处要问您，4 行等着" in _page(officer, made)
    page = _page(officer, made, "questions/")
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
    assert "要问您" not in _page(officer, made)
    again = officer.get(url).context["form"]  # answered otherwise, or not at all
    none = {name: "leave" for name in again.fields if not name.endswith("-other")}
    assert officer.post(url, none).status_code == 302
    made.refresh_from_db()
    assert made.report["problems"] == 4
    officer.post(url, said)
    _written(officer, made)
    assert Membership.objects.filter(unit=twin).count() == 2
    assert str(Membership.objects.get(person__name="赵丙").since) == "2024-04-03"
    assert officer.get(url).status_code == 302


def test_a_row_is_found_by_number_unit_and_name(officer: Client, district: District, tmp_path: Path) -> None:
    district.member("王甲", district.mill, document_kind="id", document=identity_number(1), phone="13900000001")
    made = _staged(officer, tmp_path, [_line(1, "王甲"), _line(2, "李乙", unit=SHOP), _line(3, "赵丙", number="123")])
    for text, seen, unseen in (
        ("2", "王甲", "李乙"),
        ("纺织", "李乙", "王甲"),
        ("王甲", "王甲", "李乙"),
        ("李 乙", "李乙", "王甲"),
    ):
        page = _page(officer, made, f"rows/?q={text}")
        assert seen in page, text
        assert unseen not in page, text
    assert "没有这样的行" in _page(officer, made, "rows/?q=没有的人")


def test_who_leaves_is_not_found_by_name(officer: Client, district: District, tmp_path: Path) -> None:
    district.member("王甲", district.mill, document_kind="id", document=identity_number(1))
    district.member("李乙", district.mill, document_kind="id", document=identity_number(2))
    made = _staged(officer, tmp_path, [_line(1, "王甲")], mode="replace")
    assert made.report["leavers"] == 1
    assert "没有这样的行" in _page(officer, made, "rows/?q=李乙")  # names stay below


def test_rows_are_narrowed(officer: Client, district: District, tmp_path: Path) -> None:
    district.member("王甲", district.mill, document_kind="id", document=identity_number(1), phone="13900000001")
    lines = [_line(1, "王甲"), _line(2, "李乙", unit=SHOP), _line(3, "赵丙", number="123")]
    made = _staged(officer, tmp_path, lines)
    assert "李乙" not in _page(officer, made, f"rows/?unit={MILL}")
    assert "李乙" in _page(officer, made, f"rows/?unit={SHOP}")
    changed = _page(officer, made, "rows/?field=phone")
    assert "139****0001" in changed
    assert "李乙" not in changed
    assert "王甲" not in _page(officer, made, "rows/?wrong=1")
    assert "启禾纺织工会" in _page(officer, made, "units/")


def test_pages_ask_as_often_for_many_rows(
    officer: Client, district: District, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    few = _staged(officer, tmp_path, [_line(n, "王" + "甲乙丙丁"[n % 4]) for n in range(1, 3)])
    many = _staged(officer, tmp_path, [_line(n, "王" + "甲乙丙丁"[n % 4]) for n in range(1, 40)])
    for more in ("", "rows/", "units/", "problems/"):
        with django_assert_max_num_queries(60) as few_asked:
            _page(officer, few, more)
        with django_assert_max_num_queries(len(few_asked)):
            _page(officer, many, more)


def test_outsiders_find_nothing(officer: Client, district: District, tmp_path: Path, lanes_client: Client) -> None:
    made = _staged(officer, tmp_path, [_line(2, "李乙")])
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
