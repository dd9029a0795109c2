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
    for path, what in (
        ("/desk/learning/", "learning"),
        ("/desk/learning/media/", "media"),
        ("/desk/learning/lessons/load/", "load"),
        ("/desk/learning/certificates/", "certificates"),
        ("/desk/learning/certificates/new/", "certificate-rule"),
    ):
        author.go(path)
        author.look(what)


CALL = """
from datetime import timedelta
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Enrolment
from unionhall.modules.learning import actions
from unionhall.modules.learning.actions.certificates import write_rule
by, unit = Actor.system("test"), Unit.objects.get(code={unit!r})
check = actions.Check("single", "机器冒烟，先做什么？", ("等班长", "先停、先撤"), "B", "保命不用等批准。")
table = "| 情况 | 找谁 |\\n| --- | --- |\\n| 触电 | 电工 |"
sections = [actions.Section("先停", "看到危险，**先停**。\\n\\n- 停机器\\n- 撤人\\n\\n" + table, check)]
lesson = actions.write_lesson(by, unit=unit, title="停和撤", sections=sections)
today = clock.today()
until = today + timedelta(days=9)
campaign = campaigns.launch(by, unit, name="停和撤", since=today, until=until, enrol_until=until)
assignment = actions.assign(by, campaign.pk, lesson, None)
words = "{{name}} 同志学完了这一课。"
write_rule(by, assignment=assignment, title="安全学习证书", wording=words, asks="learnt", months=1)
enrolment = Enrolment.objects.select_related("campaign", "unit").get(campaign=campaign, unit=unit)
print("/c/" + campaigns.enrol(by, enrolment).token + "/")
"""


def test_a_lesson_is_learnt_without_scripts_and_brings_a_certificate(
    hall: Hall, visitor: Callable[..., Visitor], members: Iterator[tuple[str, str]]
) -> None:
    link = hall.home.ask(CALL.format(unit=hall.cast["unit"])).strip()
    worker = visitor("learner", width=360, java_script_enabled=False)
    page = begin(worker, link, next(members))
    page.locator("a.btn-primary").click()
    worker.look("lesson", has_scripts=False)
    assert page.locator("[data-aloud]").is_hidden()
    for letter in ("A", "B"):  # the check is answered wrong, then right
        page.locator(f".prose-check input[value={letter}]").check()
        page.get_by_role("button", name="答这道题").click()
        worker.look(f"check-{letter}", has_scripts=False)
    expect(page.get_by_text("答对了")).to_be_visible()
    public = page.url.split("/sit/")[1].partition("/")[0]
    page.get_by_role("button", name="看完了").click()
    page.wait_for_url(f"**/sit/{public}/certificate/")
    worker.look("certificate", has_scripts=False)
    pdf = page.request.get(f"{hall.url}/sit/{public}/certificate.pdf")
    assert pdf.body().startswith(b"%PDF-")
    page.get_by_role("link", name="看别人扫码看到什么").click()
    expect(page.get_by_text("有效", exact=True)).to_be_visible()
    worker.look("check", has_scripts=False)


def test_a_lesson_with_scripts_reads_itself_aloud(
    hall: Hall, visitor: Callable[..., Visitor], members: Iterator[tuple[str, str]]
) -> None:
    worker = visitor("listener", width=360)
    page = begin(worker, hall.cast["link"], next(members))
    page.locator("a.btn-primary").click()
    button = page.locator("[data-aloud]")
    if page.evaluate("'speechSynthesis' in window"):
        expect(button).to_be_visible()
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
    worker.look("aloud")
