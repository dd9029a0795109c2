"""Pictures in question files come in with their question, or are refused by name; and files are read apart."""

import base64
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from unionhall.kernel.actor import Refused
from unionhall.modules.learning import actions
from unionhall.modules.learning.actions.answerable import Given, clean
from unionhall.modules.learning.actions.files import FORMATS, Found, apart, read_file
from unionhall.modules.learning.actions.files.pictured import Picture
from unionhall.modules.learning.models import Media, Question
from unionhall.modules.learning.tests.conftest import SYSTEM, Hall
from unionhall.modules.learning.tests.given import TEXTS
from unionhall.modules.learning.tests.media_files import picture
from unionhall.modules.learning.tests.test_foreign_files import WORD

RED = picture().getvalue()
TRUE = '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>'
DRAWN = (
    '<w:drawing xmlns:a="a" xmlns:r="r"><a:graphic><a:blip r:embed="{}"/></a:graphic></w:drawing>'  # cut to what counts
)


def file(name: str = "a.png", content: bytes = RED) -> str:
    return f'<file name="{name}" path="/" encoding="base64">{base64.b64encode(content).decode()}</file>'


def moodle(html: str, files: str = "", answers: str = TRUE) -> Found:
    asked = f'<questiontext format="html"><text><![CDATA[{html}]]></text>{files}</questiontext>'
    return read_file(f'<quiz>\n<question type="truefalse">{asked}{answers}</question></quiz>'.encode(), "q.xml")


def docx(*paragraphs: tuple[str, str], **media: bytes) -> Found:
    """A document of paragraphs, each with text and the id of a picture; the pictures by their ids."""
    body = "".join(
        f"<w:p><w:r><w:t>{text}</w:t></w:r>{f'<w:r>{DRAWN.format(key)}</w:r>' if key else ''}</w:p>"
        for text, key in paragraphs
    )
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", f"<w:document {WORD}><w:body>{body}</w:body></w:document>")
        rows = "".join(f'<Relationship Id="{key}" Target="media/{key}.png"/>' for key in media)
        package.writestr("word/_rels/document.xml.rels", f"<Relationships>{rows}</Relationships>")
        for key, each in media.items():
            package.writestr(f"word/media/{key}.png", each)
    return read_file(content.getvalue(), "q.docx")


def test_a_moodle_picture_comes_in_with_its_question() -> None:
    held = f'<img src="data:image/png;base64,{base64.b64encode(RED).decode()}">'
    for found in (
        moodle('<p>看图：</p><img src="@@PLUGINFILE@@/a%20b.png">', file("a b.png")),
        moodle(f"看图：{held}"),
    ):
        assert found.not_taken == []
        [item] = found.items
        assert item.given.text == "看图："
        [shown] = item.pictures
        assert shown is not None
        assert (shown.ending, shown.width, shown.height) == ("png", 40, 30)


@pytest.mark.parametrize(
    ("html", "files", "answers", "why"),
    [
        ('<img src="@@PLUGINFILE@@/a.png">图', "", TRUE, "“a.png”不在文件里"),
        ('<img src="https://example.org/a.png">图', file(), TRUE, "不在文件里"),
        ('<img src="a.png"><img src="b.png">图', file() + file("b.png"), TRUE, "有 2 张图"),
        ('<img src="a.svg">图', file("a.svg", b"<svg/>"), TRUE, "“a.svg”没收"),
        ('<img src="a.png">图', '<file name="a.png" encoding="base64">#</file>', TRUE, "“a.png”没收"),
        ("图", "", TRUE.replace("true<", '&lt;img src="a.png"&gt;true<'), "选项、解析里有图片“a.png”"),
    ],
)
def test_a_moodle_picture_that_can_not_be_taken_is_named(html: str, files: str, answers: str, why: str) -> None:
    found = moodle(html, files, answers)
    assert found.items == []
    [one] = found.not_taken
    assert one.place == "第 2 行"
    assert why in one.why


@settings(max_examples=20, deadline=None)
@given(TEXTS, st.booleans())
@example(text=clean(Given("", "0\xa00")).text, is_shown=True)
def test_a_picture_goes_out_to_moodle_and_comes_back_with_the_same_words(text: str, is_shown: bool) -> None:
    asked = Given("true_false", text, ("对", "不对"), (0,), picture=7 if is_shown else None)
    written = FORMATS["moodle"].write([asked], {7: Picture("图", RED, "png", 40, 30)})
    found = read_file(written, "q.xml")
    assert found.not_taken == []
    [item] = found.items
    assert item.given.text == text
    assert [bool(each and each.content) for each in item.pictures] == ([True] if is_shown else [])


def test_a_picture_in_a_document_belongs_to_the_question_above_it() -> None:
    found = docx(
        ("1.【判断】看图，对不对？", ""),
        ("", "one"),
        ("答案：对", ""),
        ("2.【单选】看图选。", "one"),
        ("A. 甲", ""),
        ("B. 乙", ""),
        ("答案：A", ""),
        one=RED,
    )
    assert found.not_taken == []
    assert [len(item.pictures) for item in found.items] == [1, 1]
    assert found.items[0].pictures == found.items[1].pictures


def test_a_picture_in_a_document_that_has_no_place_is_named() -> None:
    found = docx(
        ("", "one"),
        ("1.【单选】选。", ""),
        ("A. 甲", "one"),
        ("B. 乙", ""),
        ("答案：A", ""),
        ("2.【判断】两张？", "one"),
        ("", "one"),
        ("答案：对", ""),
        ("3.【判断】坏的？", "bad"),
        ("答案：对", ""),
        ("4.【判断】别处的？", "gone"),
        ("答案：对", ""),
        one=RED,
        bad=b"\xd7\xcd\xc6\x9a wmf",
    )
    assert found.items == []
    whys = {each.place: each.why for each in found.not_taken}
    assert "不在题里" in whys["第 1 段"]
    assert "选项和解析里放不了图" in whys["第 2 段"]
    assert "只能放一张" in whys["第 6 段"]
    assert "“bad.png”没收" in whys["第 9 段"]
    assert "没收" in whys["第 11 段"]


def test_a_picture_in_a_row_of_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(RED)
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("题目")
        rows = [("题型", "题目", "正确答案", "图"), ("判断", "看图？", "对", ""), ("判断", "没图？", "对", "")]
        rows.append(("判断", "格里的？", "对", '=DISPIMG("ID_1",1)'))
        for number, row in enumerate(rows):
            for place, said in enumerate(row):
                sheet.write_string(number, place, said)
        sheet.insert_image(1, 4, str(tmp_path / "a.png"))
    with zipfile.ZipFile(content, "a") as package:  # as WPS keeps what is put into a cell
        pic = '<e:cellImage><p:cNvPr name="ID_1"/><a:blip r:embed="r1"/></e:cellImage>'
        package.writestr(
            "xl/cellimages.xml", f'<e:cellImages xmlns:e="e" xmlns:p="p" xmlns:a="a" xmlns:r="r">{pic}</e:cellImages>'
        )
        package.writestr(
            "xl/_rels/cellimages.xml.rels",
            '<Relationships><Relationship Id="r1" Target="media/image1.png"/></Relationships>',
        )
    found = read_file(content.getvalue(), "q.xlsx")
    assert found.not_taken == []
    assert [(item.place, bool(item.pictures)) for item in found.items] == [
        ("第 2 行", True),
        ("第 3 行", False),
        ("第 4 行", True),
    ]


def test_what_is_taken_in_shows_its_picture(hall: Hall) -> None:
    asked = Given("true_false", "看图，对不对？", ("对", "不对"), (0,), picture=7)
    content = FORMATS["moodle"].write([asked], {7: Picture("图", RED, "png")})
    brought = actions.receive(SYSTEM, unit=hall.federation, name="q.xml", content=content)
    [taken] = actions.take_in(SYSTEM, brought)
    kept = Media.objects.get()
    assert (taken.picture_id, kept.unit, kept.name) == (kept.pk, hall.federation, "picture")
    again = actions.give_out(SYSTEM, list(Question.objects.filter(pk=taken.pk)), "moodle")
    assert len(read_file(again, "q.xml").items[0].pictures) == 1


def test_a_file_is_read_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [Given("true_false", "看图，对不对？", ("对", "不对"), (0,), picture=7), Given("essay", "问")]
    content = FORMATS["moodle"].write(asked[:1], {7: Picture("图", RED, "png")})
    assert apart.read_apart(content, "q.xml") == read_file(content, "q.xml")
    for program, why in (
        ("import time; time.sleep(60)", "没有尽头"),
        ("import os; os.abort()", "没有尽头"),
        ("raise SystemError", "打不开"),
    ):
        monkeypatch.setattr(apart, "_PROGRAM", program)
        monkeypatch.setattr(apart, "MOST_SECONDS", 0.5)
        with pytest.raises(Refused, match=why):
            apart.read_apart(content, "q.xml")
