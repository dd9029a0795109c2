"""Lessons: rich text that carries nothing dangerous, versions, checks as the gate, sharing down the tree."""

import html.parser
import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from docx.shared import Inches
from hypothesis import given
from hypothesis import strategies as st

from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.modules.campaigns import api as campaigns
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.actions.documents import load_lesson, read_markdown
from unionhall.modules.learning.models import Lesson, Question, Reading
from unionhall.modules.learning.queries.lessons import gate, shown_to
from unionhall.modules.learning.tests.conftest import SYSTEM, Hall
from unionhall.modules.learning.tests.media_files import picture
from unionhall.modules.learning.tests.test_desk import signed_in, text_of
from unionhall.ui.prose import ATTRIBUTES, MEDIA, TAGS, to_html

SHA = "a" * 64
CHECK = actions.Check("single", "先做什么？", ("拉开他", "断电"), "B", "先断电。")
SECTIONS = (
    actions.Section("一", "第一段", CHECK),
    actions.Section("二", "第二段"),
    actions.Section("三", "第三段", actions.Check("multiple", "戴什么？", ("帽", "巾", "手套"), "AC")),
)


class Tags(html.parser.HTMLParser):
    """Every tag with its attributes, as a browser would meet them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


def must_be_harmless(page: str) -> None:
    for tag, attributes in Tags(page).found:
        if tag == "div":  # ours, around a table
            assert [name for name, _value in attributes] == ["class", "tabindex", "role", "aria-label"]
            continue
        assert tag in TAGS
        for name, value in attributes:
            assert name in ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
            if name == "src":
                assert MEDIA.fullmatch(value or "")
            if name == "href":
                assert (value or "").lower().startswith(("http://", "https://", "mailto:", "tel:", "/media/"))


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[点我](javascript:alert(1))",
    "[点我](JaVaScRiPt:alert(1))",
    "[点我](data:text/html;base64,PHNjcmlwdD4=)",
    "[点我](vbscript:x)",
    "![图](https://elsewhere.example/spy.gif)",
    "![图](//elsewhere.example/spy.gif)",
    f'![图" onload="alert(1)](/media/{SHA}/picture.png)',
    f"![图](/media/{SHA}/picture.png/../../../desk/)",
    "<iframe src=https://elsewhere.example></iframe>",
    "<svg><script>alert(1)</script></svg>",
    "<p style='position:fixed'>盖住</p>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<math><mtext></p><img src onerror=alert(1)>",
    "| a |\n| - |\n| <b onclick=x>y</b> |",
    "<table><div class=prose-table>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<form action=/desk/sign-out/ method=post><button>点</button></form>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_harmless(text: str) -> None:
    must_be_harmless(to_html(text))


@given(st.text(max_size=120), st.lists(st.sampled_from(HOSTILE), max_size=3))
def test_whatever_is_written_comes_out_harmless(text: str, hostile: list[str]) -> None:
    must_be_harmless(to_html("\n\n".join([text, *hostile])))


def test_rich_text_has_what_a_lesson_needs() -> None:
    page = to_html(
        f"# 小标题\n\n一行\n两行 **粗**\n\n- 一\n- 二\n\n1. 甲\n\n| 名 | 值 |\n| --- | ---: |\n| a | b |\n\n"
        f"![安全帽](/media/{SHA}/picture.jpg) ![口诀](/media/{SHA}/audio.mp3)\n\n![片](/media/{SHA}/video.mp4)\n\n"
        f"![手册](/media/{SHA}/document.pdf) [网站](https://example.org)",
        {SHA: (400, 300)},
    )
    for part in (
        "<h3>小标题</h3>",
        "一行<br>",
        "<strong>粗</strong>",
        "<li>二</li>",
        "<ol>",
        'tabindex="0"',
        "<th>名</th>",
        'width="400" height="300" loading="lazy"',
        'preload="none"',
        "playsinline",
        f'<a href="/media/{SHA}/document.pdf"',
        'rel="noopener noreferrer"',
    ):
        assert part in page, part


def checked(hall: Hall) -> Lesson:
    """The hall's lesson, with checks after its first and third section."""
    return actions.write_lesson(SYSTEM, unit=hall.federation, title="课", sections=SECTIONS, lesson=hall.lesson)


def test_the_gate_opens_by_right_answers_and_never_before(hall: Hall) -> None:
    checked(hall)
    sitting = hall.sitting(*hall.member("学的人"))
    assert not gate(sitting)
    with pytest.raises(Refused, match="第 1、3 节"):
        actions.finish_lesson(sitting)
    assert not actions.answer_check(sitting, 1, ["A"])
    assert not actions.answer_check(sitting, 1, [])
    assert actions.answer_check(sitting, 1, ["B"])
    assert not actions.answer_check(sitting, 3, ["A"])
    with pytest.raises(Refused, match="第 3 节"):
        actions.finish_lesson(sitting)
    assert actions.answer_check(sitting, 3, ["C", "A"])
    assert not actions.answer_check(sitting, 1, ["A"])  # a later mistake takes nothing back
    actions.finish_lesson(sitting)
    sitting.sheet.refresh_from_db()
    assert gate(sitting)
    with pytest.raises(ValueError, match="no check"):
        actions.answer_check(sitting, 2, ["A"])


@given(st.lists(st.tuples(st.integers(1, 3), st.sets(st.sampled_from("ABC")))))
def test_the_gate_is_open_exactly_when_each_check_was_once_right(tries: list[tuple[int, set[str]]]) -> None:
    """The rule again, in plain words: of every check some try was the right set of letters."""
    right = {1: {"B"}, 3: {"A", "C"}}
    done: set[int] = set()
    for place, letters in tries:
        if right.get(place) == letters:
            done.add(place)
    sections = queries.sections_of([{"title": "", "html": "", "check": vars_of(section)} for section in SECTIONS], done)
    assert (not any(section.is_open for section in sections)) == (done == set(right))


def vars_of(section: actions.Section) -> dict[str, Any]:
    return {"kind": section.check.kind, "options": section.check.options} if section.check else {}


def test_readers_keep_what_they_read(hall: Hall) -> None:
    early = hall.sitting(*hall.member("早来的", "1111"))
    assert actions.begin_lesson(early).title == "看到危险，能停"
    written = actions.write_lesson(SYSTEM, unit=hall.federation, title="新题目", sections=SECTIONS, lesson=hall.lesson)
    assert written.version == 2
    late = hall.sitting(*hall.member("晚来的", "2222"))
    old, new = actions.begin_lesson(early), actions.begin_lesson(late)
    assert (old.title, old.is_outdated, len(old.sections)) == ("看到危险，能停", True, 1)
    assert (new.title, new.is_outdated, len(new.sections)) == ("新题目", False, 3)
    actions.finish_lesson(early)  # the old version had no checks
    assert Reading.objects.get(participant=early.participant).done


def test_a_version_that_nobody_read_is_not_kept(hall: Hall) -> None:
    for title in ("二", "三"):
        actions.write_lesson(SYSTEM, unit=hall.federation, title=title, sections=SECTIONS, lesson=hall.lesson)
    assert not hall.lesson.versions.exists()


@pytest.mark.parametrize(
    ("check", "why"),
    [
        (actions.Check("single", "", ("a", "b"), "A"), "写上问什么"),
        (actions.Check("single", "问", ("a",), "A"), "选项"),
        (actions.Check("single", "问", ("a", "b"), "C"), "字母"),
        (actions.Check("single", "问", ("a", "b"), "AB"), "只有一个"),
        (actions.Check("case", "问", ("a", "b"), "A"), "小题只能是"),
    ],
)
def test_a_check_nobody_could_answer_is_refused(hall: Hall, check: actions.Check, why: str) -> None:
    with pytest.raises(Refused, match=why):
        actions.write_lesson(SYSTEM, unit=hall.unit, title="课", sections=[actions.Section("", "有", check)])


def officer_of(hall: Hall, client: Client, unit: Any) -> tuple[Client, Actor]:
    from unionhall.kernel.access.queries import actor_for
    from unionhall.kernel.people.models import Account

    signed = signed_in(client, unit)
    return signed, actor_for(Account.objects.latest("pk"))


def test_a_lesson_is_shared_down_the_tree_and_copied(hall: Hall, lanes_client: Client) -> None:
    client, below = officer_of(hall, lanes_client, hall.unit)
    assert not queries.usable_lessons(below).exists()
    with pytest.raises(Denied):
        actions.copy_lesson(below, lesson=hall.lesson, unit=hall.unit)
    page = reverse("learning:lesson_edit", args=[hall.lesson.pk])
    assert client.get(page).status_code == 404
    actions.write_lesson(
        SYSTEM, unit=hall.federation, title="共享的课", sections=SECTIONS, lesson=hall.lesson, is_shared=True
    )
    assert [lesson.title for lesson in queries.usable_lessons(below)] == ["共享的课"]
    assert "接着改" not in text_of(client.get(page))
    with pytest.raises(Denied):
        actions.write_lesson(below, unit=hall.unit, title="改", sections=SECTIONS, lesson=hall.lesson)
    client.post(reverse("learning:lesson_copy", args=[hall.lesson.pk]))
    copied = Lesson.objects.get(unit=hall.unit)
    assert (copied.title, copied.copied_from, copied.is_shared) == ("共享的课", hall.lesson, False)


def test_a_lesson_is_written_with_checks_and_moved_about(hall: Hall, lanes_client: Client) -> None:
    client = signed_in(lanes_client, hall.federation)
    new = reverse("learning:lesson_new")
    typed = {"shown": "2", "title": "带小题", "heading_0": "甲", "text_0": "甲文", "heading_1": "乙", "text_1": "乙文"}
    half = client.post(new, {**typed, "ask_1": "问什么？", "options_1": "一个"})
    assert half.status_code == 422
    assert "写 2 到 8 个选项" in text_of(half)
    moved = text_of(client.post(new, {**typed, "up": "2"}))
    assert moved.index("乙文") < moved.index("甲文")
    client.post(new, {**typed, "ask_1": "问什么？", "options_1": "一\n二", "right_1": "b", "why_1": "因为"})
    lesson = Lesson.objects.get(title="带小题")
    assert lesson.sections[1]["check"] == {
        "kind": "single", "text": "问什么？", "options": ["一", "二"], "right": "B", "why": "因为", "question": None,
    }  # fmt: skip
    preview = text_of(client.get(reverse("learning:lesson_preview", args=[lesson.pk])))
    assert "正确答案：B" in preview
    again = text_of(client.get(reverse("learning:lesson_edit", args=[lesson.pk])))
    assert "乙文" in again


def test_the_banks_question_is_a_check_as_it_is_now(hall: Hall, lanes_client: Client) -> None:
    client = signed_in(lanes_client, hall.federation)
    question = hall.paper.places.first().question
    Question.objects.filter(pk=question.pk).update(state=Question.State.APPROVED)
    typed = {"shown": "1", "title": "题库里的", "text_0": "一段", "bank_0": str(question.pk)}
    answer = client.post(reverse("learning:lesson_new"), typed)
    assert answer.status_code == 302, text_of(answer)
    check = Lesson.objects.get(title="题库里的").sections[0]["check"]
    assert (check["text"], check["right"], check["question"]) == (question.text, question.right, question.pk)


def test_a_worker_learns_by_plain_posts(hall: Hall, lanes_client: Client) -> None:
    checked(hall)
    participant, cookie = hall.member("学的人")
    lanes_client.cookies[campaigns.CLAIM_COOKIE] = cookie
    opened = lanes_client.get(reverse("learning:open", args=[hall.assignment.pk, "lesson"]))
    page = text_of(lanes_client.get(opened.url))
    token = page.partition('name="token" value="')[2].partition('"')[0]
    assert "还有 2 道小题没答对" in page
    assert "先断电。" not in page
    wrong = lanes_client.post(opened.url, {"token": token, "section": "1", "a": "A"})
    assert wrong.url.endswith("?tried=1&a=A#check-1")
    told = text_of(lanes_client.get(wrong.url))
    assert "不对。再看看这一节" in told
    assert 'value="A" checked' in told
    early = lanes_client.post(opened.url, {"token": token})
    assert early.status_code == 409
    right = lanes_client.post(opened.url, {"token": token, "section": "1", "a": "B"})
    assert "先断电。" in text_of(lanes_client.get(right.url))
    lanes_client.post(opened.url, {"token": token, "section": "3", "a": ["A", "C"]})
    assert "看完了，去答卷" in text_of(lanes_client.get(opened.url))
    assert lanes_client.post(opened.url, {"token": token, "section": "2", "a": "A"}).status_code == 404
    assert lanes_client.post(opened.url, {"section": "1", "a": "B"}).status_code == 403
    done = lanes_client.post(opened.url, {"token": token})
    assert done.status_code == 302
    assert Reading.objects.get(participant=participant).done


def docx() -> io.BytesIO:
    document = Document()
    document.add_heading("临时用电", level=0)
    document.add_heading("第一节 接线", level=1)
    paragraph = document.add_paragraph("先 ")
    paragraph.add_run("断电").bold = True
    paragraph.add_run(" <script>alert(1)</script> * 再接线")
    document.add_paragraph("一看", style="List Bullet")
    document.add_paragraph("二摸", style="List Bullet")
    document.add_paragraph("甲", style="List Number")
    document.add_heading("第二节", level=1)
    document.add_heading("小节", level=2)
    table = document.add_table(rows=2, cols=2)
    for place, text in enumerate(("项目", "a|b", "值", "")):
        table.cell(place % 2, place // 2).text = text
    image = picture()
    image.seek(0)
    document.add_picture(image, width=Inches(1))
    out = io.BytesIO()
    document.save(out)
    return out


def test_a_word_document_becomes_a_lesson(hall: Hall, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    loaded = load_lesson(SYSTEM, unit=hall.unit, name="课.docx", file=docx())
    lesson = loaded.lesson
    assert (lesson.title, [section["title"] for section in lesson.sections]) == ("临时用电", ["第一节 接线", "第二节"])
    first, second = (section["html"] for section in lesson.sections)
    assert "<strong>断电</strong> &lt;script&gt;" in first
    assert "<li>二摸</li>" in first
    assert "<ol>" in first
    assert "<h3>小节</h3>" in second
    assert "<td>a|b</td>" in second
    assert "<img" in second
    assert loaded.left_out == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.docx", b"PK\x03\x04 broken"),
        ("x.doc", b"\xd0\xcf\x11\xe0 old word"),
        ("x.exe", b"MZ"),
        ("x.md", b"\xff\xfe\xff\xff\x81"),
        ("empty.md", b"   "),
    ],
)
def test_what_is_no_document_is_refused(hall: Hall, name: str, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        load_lesson(SYSTEM, unit=hall.unit, name=name, file=io.BytesIO(content))
    assert refused.value.reasons[0].text


def test_a_bomb_of_a_document_is_refused(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unionhall.modules.learning.actions.documents.MOST_UNPACKED", 1000)
    with pytest.raises(Refused, match="太大"):
        load_lesson(SYSTEM, unit=hall.unit, name="x.docx", file=docx())


def test_markdown_is_cut_into_sections() -> None:
    draft = read_markdown("# 课\n\n开头\n\n## 一\n甲\n### 小\n乙\n## 二\n丙")
    assert draft.title == "课"
    assert [heading for heading, _blocks in draft.sections] == ["", "一", "二"]
    assert "### 小" in draft.sections[1][1][0]
    assert [heading for heading, _blocks in read_markdown("# 一\n甲\n# 二\n乙").sections] == ["一", "二"]


def test_nothing_is_shown_of_somebody_elses_reading(hall: Hall) -> None:
    checked(hall)
    one, other = hall.sitting(*hall.member("甲", "1111")), hall.sitting(*hall.member("乙", "2222"))
    actions.answer_check(one, 1, ["B"])
    assert shown_to(other) is None
    assert actions.begin_lesson(other).sections[0].is_open
