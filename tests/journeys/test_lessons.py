"""A lesson is written in the editor, looked at as on a phone, and learnt on one."""

import io
from collections.abc import Callable, Iterator

from PIL import Image
from playwright.sync_api import expect

from tests.journeys.conftest import Hall, Visitor
from tests.journeys.steps import begin

FROM_WORD = (
    "<html><head><style>p.MsoNormal{color:red}</style></head><body lang=ZH-CN>"
    "<h1 style='color:blue'>用电<o:p></o:p></h1>"
    "<p class=MsoNormal style='margin:0'><b style='mso-bidi'>先断电</b><span style='font-size:12pt'>，再接线</span></p>"
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><!--[if !supportLists]-->"
    "<span style='mso-list:Ignore'>·<span style='font:7pt'>&nbsp;</span></span><!--[endif]-->一看</p>"
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>二摸</p>"
    "<table class=MsoTable style='border:1px'><tr><td><p>项目</p></td><td><p>值</p></td></tr>"
    "<tr><td><p>电压</p></td><td><p>220</p><p>伏</p></td></tr></table>"
    "<img src='file:///C:/a.png' onerror='alert(1)'><script>alert(2)</script></body></html>"
)
PASTE = """(html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "x");
  document.querySelector(".ProseMirror").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_a_lesson_is_written_pasted_and_learnt(
    hall: Hall, visitor: Callable[..., Visitor], sign_in: Callable[[Visitor, str], None]
) -> None:
    author = visitor("author", width=1440)
    sign_in(author, "officer")
    page = author.go("/desk/learning/lessons/new/")
    page.get_by_label("标题", exact=True).fill("用电安全")
    editor = page.locator(".ProseMirror").first
    editor.click()
    page.keyboard.type("看到破皮的线")
    page.keyboard.press("Enter")
    page.evaluate(PASTE, FROM_WORD)
    editor.get_by_text("再接线").wait_for()
    text = page.locator("#id_text_0").input_value()
    for part in (
        "看到破皮的线",
        "# 用电",
        "**先断电**，再接线",
        "* 一看\n* 二摸",
        "| 项目 | 值 |",
        "| 电压 | 220 伏 |",
    ):
        assert part in text, text
    assert "alert" not in text
    picture = io.BytesIO()
    Image.new("RGB", (600, 300), "#4f7389").save(picture, "PNG")
    page.locator("[data-file]").first.set_input_files(
        {"name": "电箱.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    editor.locator("img[src^='/media/']").wait_for()
    page.get_by_text("这一节的小题").first.click()
    page.locator("#id_ask_0").fill("接线前先做什么？")
    page.locator("#id_options_0").fill("断电\n喝水")
    page.locator("#id_right_0").fill("A")
    author.look("editor")
    page.get_by_role("button", name="存好，看看手机上的样子").click()
    page.get_by_role("heading", name="手机上的样子").wait_for()
    frame = page.locator(".phone-frame")
    assert frame.locator("li").first.inner_text() == "一看"
    assert frame.locator("strong").inner_text() == "先断电"
    assert frame.locator("img").count() == 1
    author.look("preview")


def test_a_lesson_is_learnt_without_scripts(
    hall: Hall, visitor: Callable[..., Visitor], members: Iterator[tuple[str, str]]
) -> None:
    worker = visitor("learner", width=360, java_script_enabled=False)
    page = begin(worker, hall.cast["link"], next(members))
    page.locator("a.btn-primary").click()
    worker.look("lesson", has_scripts=False)
    assert page.locator("[data-aloud]").is_hidden()
    for letter in ("A", "B"):  # the check is answered wrong, then right
        page.locator(f".prose-check input[value={letter}]").first.check()
        page.get_by_role("button", name="答这道题").first.click()
        worker.look(f"check-{letter}", has_scripts=False)
    page.get_by_role("button", name="看完了，去答卷").click()
    expect(page.get_by_text("第 1 题", exact=True).first).to_be_visible()
