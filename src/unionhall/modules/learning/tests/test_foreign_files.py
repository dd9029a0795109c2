"""Files as other systems and other people make them: each type comes in right or is named; hostile ones are refused."""

import zipfile
from io import BytesIO

import pytest

from unionhall.kernel.actor import Refused
from unionhall.modules.learning.actions.answerable import Given
from unionhall.modules.learning.actions.files import Found, read_file
from unionhall.modules.learning.models import Question

Kind = Question.Kind
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def given_in(found: Found) -> list[Given]:
    return [item.given for item in found.items]


def whys_of(found: Found) -> dict[str, str]:
    return {each.place: each.why for each in found.not_taken}


def docx(*paragraphs: str, numbering: str = "") -> bytes:
    """A document of paragraphs, each text or already XML."""
    body = "".join(each if each.startswith("<") else f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in paragraphs)
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", f"<w:document {WORD}><w:body>{body}</w:body></w:document>")
        if numbering:
            package.writestr("word/numbering.xml", f"<w:numbering {WORD}>{numbering}</w:numbering>")
    return content.getvalue()


MOODLE_REFUSED = {
    "essay": "问答题",
    "numerical": "数值题",
    "calculated": "计算题",
    "calculatedmulti": "计算选择题",
    "calculatedsimple": "简单计算题",
    "cloze": "完形填空题",
    "description": "一段说明",
    "ddwtos": "拖放到文字",
    "ddimageortext": "拖放到图片",
    "ddmarker": "拖放标记",
    "gapselect": "选词填空题",
    "ordering": "排序题",
    "randomsamatch": "随机抽的匹配题",
    "random": "随机题",
    "stack": "没有“stack”这种题型",
}


def moodle(kind: str, inner: str = "", text: str = "问？") -> bytes:
    asked = f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'
    return f'<?xml version="1.0"?>\n<quiz>\n<question type="{kind}">{asked}{inner}</question>\n</quiz>'.encode()


@pytest.mark.parametrize(("kind", "words"), MOODLE_REFUSED.items())
def test_a_type_that_is_not_ours_is_named(kind: str, words: str) -> None:
    found = read_file(moodle(kind, '<answer fraction="100"><text>1</text></answer>'), "q.xml")
    assert found.items == []
    [one] = found.not_taken
    assert (one.place, one.said) == ("第 3 行", "问？")
    assert words in one.why


def test_moodle_questions_come_in() -> None:
    category = '<question type="category"><category><text>$course$/top/安全/用电</text></category></question>'
    wrong, right = (
        '<answer fraction="0"><text>泼水</text></answer>',
        '<answer fraction="100"><text>断电</text></answer>',
    )
    text = f"""<quiz>{category}
    <question type="multichoice">
      <questiontext format="html"><text><![CDATA[<p>先做<b>什么</b>？</p>]]></text></questiontext>
      <generalfeedback format="html"><text>先断电&amp;nbsp;</text></generalfeedback><single>true</single>{wrong}{
        right
    }</question>
    <question type="truefalse"><questiontext><text>水导电。</text></questiontext>
      <answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>
    <question type="matching"><questiontext><text>连</text></questiontext>
      <subquestion><text>木头</text><answer><text>水</text></answer></subquestion>
      <subquestion><text>电器</text><answer><text>干粉</text></answer></subquestion>
      <subquestion><text></text><answer><text>油</text></answer></subquestion></question>
    <question type="shortanswer"><questiontext><text>满 ____ 人</text></questiontext>{
        '<answer fraction="100"><text>25</text></answer><answer fraction="50"><text>26</text></answer>'
    }</question>
    </quiz>"""
    found = read_file(text.encode(), "q.xml")
    assert not found.not_taken
    choice, judged, matched, filled = given_in(found)
    assert choice == Given("single", "先做什么？", ("泼水", "断电"), (1,), "先断电", topic="用电")
    assert (judged.kind, judged.right) == (Kind.TRUE_FALSE, (0,))
    assert (matched.lefts, matched.options, matched.right) == (("木头", "电器"), ("水", "干粉", "油"), (0, 1))
    assert (filled.accepts, found.items[3].note) == ((("25",),), "答对一部分给的分没有带进来")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p onclick=alert(1)>问？</p>", "脚本"),
        ("<script>alert(1)</script>问？", "脚本"),
        ('<a href="java&#10;script:alert(1)">问？</a>', "脚本"),
        ('<iframe src="//x"></iframe>问？', "脚本"),
        ('<video src="x"></video>问？', "视频"),
        ('问？<img src="@@PLUGINFILE@@/a.png">', "图片"),
    ],
)
def test_what_is_no_text_in_a_question_is_named(text: str, words: str) -> None:
    found = read_file(moodle("truefalse", '<answer fraction="100"><text>true</text></answer>', text), "q.xml")
    assert found.items == []
    assert words in found.not_taken[0].why


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("a &lt; b &amp; c&nbsp;d", "a < b & c d"),
        ("a<b, c", "a<b, c"),
        ("<ul><li>一</li><li>二</li></ul>", "一\n二"),
        ("10<sup>3</sup> 米 H<sub>2</sub>O", "10³ 米 H₂O"),
        ("x<style>p{}</style><!-- 注 -->y", "xy"),
    ],
)
def test_html_becomes_the_text_that_one_sees(html: str, plain: str) -> None:
    found = read_file(moodle("truefalse", '<answer fraction="100"><text>true</text></answer>', html), "q.xml")
    assert given_in(found)[0].text == plain


def test_gift_is_refused_by_name() -> None:
    text = (
        "写一写 {}\n\n多少？{#3:1}\n\n一段说明\n\n两个对？{=甲 =乙 ~丙}\n\n差括号 {=甲\n\n填 {=甲*}\n\n"
        "两组 {T} 和 {F}\n\n分值 {~%x%甲 ~%100%乙}\n\n连 {=甲->一 =乙}\n\n空 __ 和 __ {=甲}\n\n好的。{T}"
    )
    found = read_file(text.encode(), "q.txt")
    assert [given.text for given in given_in(found)] == ["好的。"]
    words = (
        "问答题",
        "数值题",
        "说明",
        "2 个满分",
        "花括号",
        "通配符",
        "几组答案",
        "看不懂",
        "没有写连到哪里",
        "几个空",
    )
    whys = list(whys_of(found).items())
    assert [place for place, _why in whys] == [f"第 {line} 行" for line in range(1, 20, 2)]
    for (place, why), word in zip(whys, words, strict=True):
        assert word in why, place


def test_aiken_comes_in_or_is_named() -> None:
    text = (
        "触电了？\nA. 泼水\nB) 断电\nANSWER: B\n\n哪些？\nA、甲\nB、乙\nC、丙\n答案：A、C\n\n"
        "没有答案\nA. 甲\nB. 乙\n\n全对？\nA. 甲\nB. 乙\nANSWER: All\n\n多出来\nA. 甲\nB. 乙\nANSWER: E\n\n"
        "跳了\nA. 甲\nC. 乙\nANSWER: A\n"
    )
    found = read_file(text.encode("gb18030"), "q.txt")
    one, other = given_in(found)
    assert (one.kind, one.options, one.right) == ("single", ("泼水", "断电"), (1,))
    assert (other.kind, other.right) == ("multiple", (0, 2))
    assert list(whys_of(found)) == ["第 12 行", "第 16 行", "第 21 行", "第 26 行"]


def test_a_document_as_people_write_it() -> None:
    """Headings, options on one line, the answer in the text, blanks drawn by underlining, numbers of Word's own."""
    numbered = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    )
    level = '<w:lvl w:ilvl="{}"><w:numFmt w:val="{}"/><w:lvlText w:val="%{}."/></w:lvl>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="7">{level.format(0, "decimal", 1)}{level.format(1, "upperLetter", 2)}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )
    blank = '<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">    </w:t></w:r>'
    found = read_file(
        docx(
            "安全知识题",
            "一、单选题（每题 2 分）",
            "1．触电了先做什么（ B ）。",
            "A．泼水  B．断电   C．拉开他",
            "二、填空题",
            f"<w:p><w:r><w:t>2、满</w:t></w:r>{blank}<w:r><w:t>人要建会。</w:t></w:r></w:p>",
            "答案：25|二十五",
            "三、判断题",
            numbered.format(0, "发现隐患要马上报。"),
            "答案：√",
            "四、多选题",
            numbered.format(0, "要戴什么？"),
            numbered.format(1, "安全帽"),
            numbered.format(1, "手套"),
            "答案：AB",
            "9. 看图 <w:br/>答题".replace(" <w:br/>", ""),
            "<w:p><w:r><w:drawing/></w:r></w:p>",
            "答案：对",
            "10. 这是什么题？",
            numbering=numbering,
        ),
        "题.docx",
    )
    single, filled, judged, several = given_in(found)
    assert (single.text, single.options, single.right) == ("触电了先做什么（　　）。", ("泼水", "断电", "拉开他"), (1,))
    assert (filled.text, filled.accepts) == ("满____人要建会。", (("25", "二十五"),))
    assert (judged.kind, judged.right) == ("true_false", (0,))
    assert (several.kind, several.options, several.right) == ("multiple", ("安全帽", "手套"), (0, 1))
    assert list(whys_of(found)) == ["第 16 段", "第 19 段"]
    assert "图形" in whys_of(found)["第 16 段"]


def bomb() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 60_000_000)
    return content.getvalue()


def entities_in_word() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>')
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bomb(), "bomb"),
        (entities_in_word(), "entities"),
        (b'<!DOCTYPE q [<!ENTITY a "ha">]><quiz>&a;</quiz>', "entities"),
        (b"<quiz>" + b"<a>" * 200 + b"</a>" * 200 + b"</quiz>", "huge"),
        (b"<quiz>" + b"<a/>" * 300_001 + b"</quiz>", "huge"),
        (b"<other/>" + b"<quiz", "broken"),
        (b"x" * (20 * 2**20 + 1), "large"),
        (b"  \n ", "empty"),
        (("好。{T}\n\n" * 2_001).encode(), "many"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "doc"),
    ],
    ids=["bomb", "entities in word", "entities", "deep", "wide", "broken", "large", "empty", "many", "doc"],
)
def test_a_hostile_file_is_refused_with_a_sentence(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_file(content, "q.xml")
    assert [reason.code for reason in refused.value.reasons] == [f"questions-{code}"]
    assert refused.value.reasons[0].text
