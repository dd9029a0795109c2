"""Files as mean as unions send them, each made by code: what comes of it, or the sentence with which it is refused."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.district import identity_number
from unionhall.kernel.actor import Refused
from unionhall.modules.membership.actions import checking, reading
from unionhall.modules.membership.actions.checking import Checked
from unionhall.modules.membership.tests import mean, workbooks

HEAD = ("姓名", "身份证号", "手机号")
WANG = ("王甲", identity_number(1), "13800000001")
LI = ("李乙", identity_number(2), "13800000002")
WITH_X = next(identity_number(n) for n in range(1, 300) if identity_number(n).endswith("X"))
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
Make = Callable[[Path], Path]


class AnyUnit:
    """Stands in for the units: every row is of one."""

    def id_of(self, code: str, name: str, sheet: str = "") -> int:
        """Always the same."""
        return 1


def look(path: Path) -> Checked:
    """Read and judge."""
    return checking.check(reading.read(path), AnyUnit())  # type: ignore[arg-type]


def book(*rows: tuple[object, ...]) -> Make:
    """A workbook with one sheet of these rows."""
    return lambda path: workbooks.write(path / "a.xlsx", {"名册": rows})  # type: ignore[dict-item]


def text(content: str, encoding: str = "utf-8", name: str = "a.csv") -> Make:
    """A file of text."""

    def make(path: Path) -> Path:
        (path / name).write_bytes(content.encode(encoding))
        return path / name

    return make


CSV = "\n".join(",".join(row) for row in (HEAD, WANG, LI))
BOTH = ["王甲", "李乙"]

GOOD: dict[str, tuple[Make, list[str], str]] = {
    "old xls": (lambda p: mean.xls(p / "a.xls", (HEAD, WANG, LI)), BOTH, ""),
    "xls named xlsx": (lambda p: mean.xls(p / "a.xlsx", (HEAD, WANG, LI)), BOTH, ""),
    "xlsx named xls": (
        lambda p: workbooks.write(p / "a.xlsx", {"a": (HEAD, WANG, LI)}).rename(p / "a.xls"),
        BOTH,
        "",
    ),
    "ods": (lambda p: mean.ods(p / "a.ods", (HEAD, WANG, LI)), BOTH, ""),
    "ods with a hidden row": (lambda p: mean.ods(p / "a.ods", (HEAD, WANG, LI), hidden=[3]), BOTH, "第 3 行"),
    "old xls with hidden rows": (
        lambda p: mean.xls(p / "a.xls", (HEAD, WANG, LI), hidden=[2, 3]),
        BOTH,
        "2 行是隐藏的（第 2、3 行）",
    ),
    "ods with a million blank rows": (
        lambda p: mean.ods_of(
            p / "a.ods",
            "".join(
                f"<table:table-row>{''.join(mean._ods_cell(cell) for cell in row)}</table:table-row>"
                for row in (HEAD, WANG, LI)
            )
            + '<table:table-row table:number-rows-repeated="1048000"><table:table-cell'
            ' table:number-columns-repeated="16384"/></table:table-row>',
        ),
        BOTH,
        "",
    ),
    "utf-8": (text(CSV), BOTH, ""),
    "utf-8 with a mark": (text(CSV, "utf-8-sig"), BOTH, ""),
    "gb18030": (text(CSV, "gb18030"), BOTH, "GB18030"),
    "utf-16 with tabs": (text(CSV.replace(",", "\t"), "utf-16", "a.txt"), BOTH, ""),
    "semicolons": (text(CSV.replace(",", ";")), BOTH, ""),
    "csv that keeps numbers as text": (
        text(f'姓名,身份证号,手机号\n王甲,="{WANG[1]}",\t{WANG[2]}\n李乙,\'{LI[1]},"{LI[2]}"'),
        BOTH,
        "",
    ),
    "titles above": (book(("2026 年名册",), ("填报单位：甲厂", None, "共 2 人"), (), HEAD, WANG, LI), BOTH, ""),
    "footers below": (book(HEAD, WANG, LI, ("合计", "2 人"), ("填表人：郭某", None, "审核人：")), BOTH, "跳过了 2 行"),
    "header on each page": (book(HEAD, WANG, HEAD, LI), BOTH, "重复的表头"),
    "order and wording": (
        book(("联系电话（必填）", "公民身份号码*", "职工 姓名："), WANG[::-1], LI[::-1]),
        BOTH,
        "",
    ),
    "wording nobody thought of": (book(("人员姓名", "证照", "本人号码"), WANG, LI), BOTH, ""),
    "others' numbers": (
        book(("紧急联系人姓名", "紧急联系人电话", *HEAD), ("赵父", "13900000000", *WANG), ("钱母", "13900000001", *LI)),
        BOTH,
        "",
    ),
    "two-line header": (
        book(("姓名", "证件", None, "联系方式"), (None, "类型", "号码", "手机"), ("王甲", "居民身份证", *WANG[1:])),
        ["王甲"],
        "",
    ),
    "several sheets": (
        lambda p: workbooks.write(p / "a.xlsx", {"一": (HEAD, WANG), "二": (HEAD, LI)}),
        BOTH,
        "2 个工作表",
    ),
    "hidden sheet": (
        lambda p: mean.xlsx_of(
            p / "a.xlsx", "".join(mean.row_xml(n, r) for n, r in enumerate((HEAD, WANG), 1)), sheet='state="hidden"'
        ),
        ["王甲"],
        "是隐藏的",
    ),
    "hidden row": (
        lambda p: mean.xlsx_of(
            p / "a.xlsx", mean.row_xml(1, HEAD) + mean.row_xml(2, WANG) + mean.row_xml(3, LI, 'hidden="1"')
        ),
        BOTH,
        "1 行是隐藏的（第 3 行）",
    ),
    "a million blank styled rows": (
        lambda p: mean.xlsx_of(
            p / "a.xlsx",
            "".join(mean.row_xml(n, r) for n, r in enumerate((HEAD, WANG, LI), 1))
            + "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(4, 300_000)),
        ),
        BOTH,
        "",
    ),
    "a stray mark far below": (
        lambda p: mean.xlsx_of(
            p / "a.xlsx",
            "".join(mean.row_xml(n, r) for n, r in enumerate((HEAD, WANG, LI), 1))
            + '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t> </t></is></c></row>',
        ),
        BOTH,
        "",
    ),
    "formulas": (
        lambda p: mean.xlsx_of(
            p / "a.xlsx",
            mean.row_xml(1, HEAD)
            + f'<row r="2"><c r="A2" t="str"><f>"王"&amp;"甲"</f><v>王甲</v></c><c r="B2" t="str"><f>X1</f><v>{WANG[1]}'
            f'</v></c><c r="C2"><f>1+1</f><v>13800000001</v></c></row>',
        ),
        ["王甲"],
        "",
    ),
    "text and numbers mixed": (book(HEAD, (*WANG[:2], 13800000001), LI), BOTH, ""),
    "full-width digits": (
        book(HEAD, ("王甲", WANG[1].translate(FULL_WIDTH), WANG[2].translate(FULL_WIDTH)), LI),
        BOTH,
        "",
    ),
    "blanks and apostrophes": (
        book(HEAD, (" 王 甲 ", f"'{WANG[1][:6]} {WANG[1][6:14]} {WANG[1][14:]}", "+86 138-0000-0001"), LI),
        BOTH,
        "",
    ),
    "fifteen digits as a number": (book(HEAD, ("王甲", 110101900101001, WANG[2])), ["王甲"], ""),
    "small x": (book(HEAD, ("王甲", WITH_X.lower(), WANG[2])), ["王甲"], ""),
    "rare characters": (book(HEAD, ("王𬭎䶮", *WANG[1:])), ["王𬭎䶮"], ""),
    "a dot in three spellings": (
        book(
            HEAD,
            *((f"买买提{dot}艾力", identity_number(n), f"1380000{n:04d}") for n, dot in enumerate(("·", "•", "．"), 1)),
        ),
        ["买买提·艾力"] * 3,
        "",
    ),
    "formula in a name's place": (book(HEAD, ("'=cmd|王甲", *WANG[1:]), LI), ["=cmd|王甲", "李乙"], ""),
}


@pytest.mark.parametrize("name", GOOD)
def test_mean_files_are_read(tmp_path: Path, name: str) -> None:
    make, names, told = GOOD[name]
    checked = look(make(tmp_path))
    assert checked.problems == []
    assert [candidate.name for candidate in checked.candidates] == names
    assert {candidate.document[-1] for candidate in checked.candidates} <= set("0123456789X")
    assert told in "".join(checked.told)


def _tampered(path: Path, name: str, content: bytes) -> Path:
    return workbooks.write(path / "a.xlsx", {"a": (HEAD, WANG)}, {name: content})


def _bytes(content: bytes, name: str = "a.xls") -> Make:
    def make(path: Path) -> Path:
        (path / name).write_bytes(content)
        return path / name

    return make


def _bomb(path: Path) -> Path:
    with zipfile.ZipFile(path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(64):
                part.write(b" " * 2**20)
    return path / "a.xlsx"


REFUSED: dict[str, tuple[Make, str]] = {
    "empty": (_bytes(b""), "空的"),
    "blank lines": (_bytes(b"\n\n , \n", "a.csv"), "空的"),
    "html as xls": (_bytes(b"\xef\xbb\xbf\r\n<html><body><table><tr>"), "其实是网页"),
    "html in utf-16": (_bytes("<html>".encode("utf-16")), "其实是网页"),
    "text as xls": (_bytes(CSV.encode()), "其实是文本"),
    "pdf": (_bytes(b"%PDF-1.7 ..."), "PDF"),
    "picture": (_bytes(b"\x89PNG\r\n\x1a\n"), "图片"),
    "bytes": (_bytes(bytes(range(256)), "a.csv"), "不是表格"),
    "half a character": (_bytes("姓名,身份证号".encode("gb18030")[:-1] + b"\xff", "a.csv"), "编码"),
    "an open quote": (_bytes((CSV + '\n"王' + "\n张,1" * 40).encode(), "a.csv"), "引号"),
    "truncated xlsx": (lambda p: _cut(workbooks.write(p / "a.xlsx", {"a": (HEAD, WANG)})), "没传完整"),
    "truncated xls": (lambda p: _cut(mean.xls(p / "a.xls", (HEAD, WANG)), 600), "另存为 .xlsx"),
    "xls whose sectors run in a circle": (lambda p: mean.in_a_circle(p / "a.xls", (HEAD, WANG)), "坏了"),
    "password of an xlsx": (lambda p: mean.container(p / "a.xlsx", {"EncryptedPackage": b"x"}), "密码"),
    "password of an xls": (lambda p: mean.xls(p / "a.xls", (HEAD, WANG), locked=True), "密码"),
    "password of an ods": (
        lambda p: mean.ods(p / "a.ods", (HEAD, WANG), extra={"META-INF/manifest.xml": "<m:encryption-data/>"}),
        "密码",
    ),
    "macros": (lambda p: _tampered(p, "xl/vbaProject.bin", b"x"), "宏"),
    "macros of an xls": (lambda p: mean.xls(p / "a.xls", (HEAD, WANG), streams=["_VBA_PROJECT_CUR"]), "宏"),
    "xlsb": (lambda p: _tampered(p, "xl/workbook.bin", b"x"), "xlsb"),
    "word": (lambda p: mean.container(p / "a.xls", {"WordDocument": b"x"}), "Word"),
    "bomb": (_bomb, "大得反常"),
    "huge dimensions": (
        lambda p: mean.xlsx_of(
            p / "a.xlsx", mean.row_xml(1, HEAD) + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        ),
        "铺得太大",
    ),
    "huge repeats": (
        lambda p: mean.ods_of(
            p / "a.ods",
            '<table:table-row table:number-rows-repeated="1048000"><table:table-cell office:value-type="float"'
            ' office:value="1" table:number-columns-repeated="16384"/></table:table-row>',
        ),
        "另存为 .xlsx",
    ),
    "no header": (book(("名单",), ("王甲", "李乙")), "没找到表头"),
    "nobody": (book(HEAD, ("合计", "0")), "一个人也没有"),
}


def _cut(path: Path, left: int = -150) -> Path:
    path.write_bytes(path.read_bytes()[:left])
    return path


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_not_be_a_roll_is_refused_with_a_sentence(tmp_path: Path, name: str) -> None:
    make, says = REFUSED[name]
    with pytest.raises(Refused, match=says):
        look(make(tmp_path))


CELLS: dict[str, tuple[tuple[object, ...], tuple[object, ...], str]] = {
    "a number rounded": (HEAD, ("王甲", 1.10101199001011e17, ""), "后几位已经丢了"),
    "a number rounded, as text": (HEAD, ("王甲", "1.1E+17", ""), "文本"),
    "a number ending in 000": (HEAD, ("王甲", "110101199001011000", ""), "000"),
    "a telephone rounded": (HEAD, ("王甲", "", "1.38E+10"), "文本"),
    "a character lost": (HEAD, ("王?", *WANG[1:]), "乱码"),
    "an ambiguous day": ((*HEAD, "入会日期"), (*WANG, "03/04/2024"), "看不出是 3 月 4 日还是 4 月 3 日"),
    "a day of two digits": ((*HEAD, "入会日期"), (*WANG, "24.3.5"), "四位"),
    "a month only": ((*HEAD, "入会日期"), (*WANG, "2024年3月"), "只写到月"),
    "a day to come": ((*HEAD, "入会日期"), (*WANG, "2099-01-01"), "还没到"),
    "an unknown shape": (HEAD, ("王甲", "12345678", ""), "写上证件类型"),
    "an unknown kind": ((*HEAD, "证件类型"), (*WANG, "工作证"), "不认得这种证件"),
    "an id of ours with a slip": ((*HEAD, "编号"), (*WANG, "0001-AAAA"), "不是本系统导出的"),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_bad_cell_is_asked_about(tmp_path: Path, name: str) -> None:
    head, row, says = CELLS[name]
    checked = look(book(head, row, (*LI, *("",) * (len(head) - 3)))(tmp_path))
    assert [candidate.name for candidate in checked.candidates] == ["李乙"]
    (problem,) = checked.problems
    assert problem.row == 2
    assert says in problem.reason


@pytest.mark.parametrize(
    ("number", "kind_said", "kind", "kept"),
    [
        ("H12345678", "", "hkm", "H12345678"),
        ("h１２３４５６７８", "", "hkm", "H12345678"),
        ("E1234 5678", "", "passport", "E12345678"),
        ("USA110082030600", "", "green", "USA110082030600"),
        ("12345678", "台胞证", "tw", "12345678"),
        ("12345678", "护照", "passport", "12345678"),
    ],
)
def test_other_documents(tmp_path: Path, number: str, kind_said: str, kind: str, kept: str) -> None:
    (found,) = look(book(("姓名", "证件类型", "证件号码"), ("王甲", kind_said, number))(tmp_path)).candidates
    assert (found.document_kind, found.document) == (kind, kept)


def test_a_cell_clears_only_by_the_word(tmp_path: Path) -> None:
    rows = ((*HEAD, "工会小组"), (*WANG[:2], "清空", "清空"), (*LI[:2], "", ""))
    first, second = look(book(*rows)(tmp_path)).candidates
    assert (first.phone, set(first.cleared), second.cleared) == ("", {"phone", "group"}, ())


def _xlsx_1904(folder: Path, rows: mean.Rows) -> Path:
    return mean.counting_from_1904(folder / "a.xlsx", rows)


def _xls_1904(folder: Path, rows: mean.Rows) -> Path:
    return mean.xls(folder / "a.xls", rows, is_1904=True)


@pytest.mark.parametrize("make", [_xlsx_1904, _xls_1904])
def test_days_that_are_counted_from_1904(tmp_path: Path, make: Callable[[Path, mean.Rows], Path]) -> None:
    seen = look(make(tmp_path, ((*HEAD, "入会日期"), (*WANG, 43_894), (*LI, "43894"))))
    assert [str(each.since) for each in seen.candidates] == ["2024-03-05"] * 2
    assert any("1904" in sentence for sentence in seen.told)


def test_days_that_are_counted_from_1900(tmp_path: Path) -> None:
    seen = look(book((*HEAD, "入会日期"), (*WANG, 45_356), (*LI, "45356"))(tmp_path))
    assert [str(each.since) for each in seen.candidates] == ["2024-03-05"] * 2
    assert not any("1904" in sentence for sentence in seen.told)
