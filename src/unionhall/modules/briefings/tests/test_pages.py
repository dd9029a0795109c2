"""From the campaign to the paper: an officer writes, the chair approves, a unit below reads; files hold the same."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.district import District
from unionhall.modules.briefings import actions, notices
from unionhall.modules.briefings.models import Briefing, Citation
from unionhall.modules.briefings.tests.conftest import PASS_RATE, Office

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOSTILE = "<script>alert(1)</script>&\x0b=1+1"


def signed_in(district: District, name: str, office: str, client: Client) -> Client:
    client.force_login(district.account(name, district.federation, office))
    return client


def part(content: bytes, name: str) -> ElementTree.Element:
    """One part of a .docx, which has to be sound XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return ElementTree.fromstring(file.read(f"word/{name}.xml"))


def test_an_officer_begins_from_the_campaign_and_puts_a_figure_where_the_cursor_stands(
    office: Office, lanes_client: Client
) -> None:
    client = signed_in(office.district, "甄文", "officer", lanes_client)
    page = client.post("/desk/briefings/new/", {"kind": "circular", "reckoning": str(office.reckoning.pk)})
    briefing = Briefing.objects.get()
    edit = f"/desk/briefings/{briefing.pk}/edit/"
    assert page.headers["Location"] == edit
    assert "共交答卷{{f1}}份，合格率{{f2}}。" in client.get(edit).content.decode().replace("&quot;", '"')

    words = {"title": HOSTILE, "body": "全区交来。", "to": "各单位", "word": "松工通", "then": "pick", "caret": "4"}
    pick = client.post(edit, words).headers["Location"]
    offered = client.get(pick).content.decode()
    assert "交来的答卷" in offered
    assert "90.5%" in offered
    chosen = {"unit": "119900", "span": f"r{office.reckoning.pk}", "on": "", "at": "4"}
    client.post(pick, {**chosen, "term": "learning.papers/@figure"})
    briefing.refresh_from_db()
    assert briefing.body == "全区交来{{f3}}份。"
    assert "写坏的大括号" in client.post(edit, {**words, "body": "{{x}}", "then": "stay"}, follow=True).content.decode()
    assert "先从正文删掉" in client.post(edit, {**words, "body": "{{f1}}", "drop": "f1"}).content.decode()

    stale = {**words, "body": "我的字", "then": "look", "seen": "2026-01-01T00:00:00+08:00"}
    assert "有人改过这一份" in client.post(edit, stale).content.decode()
    assert Briefing.objects.get().body != "我的字"

    client.post(edit, {**words, "body": f"{HOSTILE}{{{{f1}}}}", "then": "look"})
    looked = client.get(f"/desk/briefings/{briefing.pk}/").content.decode()
    assert "<script>alert" not in looked
    assert "21<sup>" in looked
    assert f"/desk/figures/learning.papers/?unit=119900&amp;campaign={office.campaign.pk}" in looked


def test_the_chair_sends_back_and_issues_and_a_unit_below_reads(office: Office, lanes_client: Client) -> None:
    briefing = actions.send(
        office.officer, office.draft("共{{f1}}份，合格率{{f2}}。", office.cite(), office.cite(PASS_RATE))
    )
    address = f"/desk/briefings/{briefing.pk}/"
    chair = signed_in(office.district, "周主席", "vice_chair", lanes_client)
    page = chair.get(address).content.decode()
    assert "写上为什么" in chair.post(address, {"step": "send_back", "reason": ""}).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    stale = chair.post(address, {"step": "issue", "seen": "2026-01-01T00:00:00+08:00"}, follow=True)
    assert "看过新的再签发" in stale.content.decode()
    assert "印发了" in chair.post(address, {"step": "issue", "seen": seen[1]}, follow=True).content.decode()

    below = Client()
    below.force_login(office.district.account("柯洛", office.district.mill, "chair"))
    assert "没看过" in below.get("/desk/briefings/").content.decode()
    read = below.get(address).content.decode()
    assert "21<sup>" in read
    assert "/desk/figures/" not in re.sub(r"<nav.*?</nav>", "", read, flags=re.DOTALL)  # what is above is not theirs
    assert "没看过" not in below.get("/desk/briefings/").content.decode()
    assert below.get(f"{address}edit/").status_code == 404
    assert below.post(address, {"step": "withdraw", "reason": "不对"}).status_code in (200, 302)
    assert Briefing.objects.get().state == "issued"


def test_the_word_file_keeps_the_measures_of_the_standard(office: Office) -> None:
    shapes = (Citation.Shape.CHILDREN, Citation.Shape.DAYS)
    cites = [office.cite(), office.cite(PASS_RATE), *(office.cite(shape=shape) for shape in shapes)]
    body = f"共{{{{f1}}}}份，合格率{{{{f2}}}}。{HOSTILE}\n一、分单位\n{{{{t1}}}}\n（一）每天。如下。\n{{{{t2}}}}"
    issued = office.issue(office.draft(body, *cites, kind=Briefing.Kind.CIRCULAR))
    content = notices.as_file(issued, "docx")
    document = part(content, "document")
    text = "".join(each.text or "" for each in document.iter(f"{W}t"))
    for said in (
        "松涧区总工会文件",
        "松工通〔2026〕1号",
        "共21[]份",  # Word writes the number
        "90.5%",
        "抄送：青屿市总工会。",
        "2026年11月10日印发",
    ):
        assert said in text
    assert "<script>alert(1)</script>&=1+1" in text

    # every figure leads to a footnote of its own, which says where it comes from
    led = [one.attrib[f"{W}id"] for one in document.iter(f"{W}footnoteReference")]
    told = {
        note.attrib[f"{W}id"]: "".join(each.text or "" for each in note.iter(f"{W}t"))
        for note in part(content, "footnotes").iter(f"{W}footnote")
        if f"{W}type" not in note.attrib
    }
    assert led == list(told) and len(led) == len(set(led)) > 1  # noqa: PT018
    assert "交来的答卷" in told[led[0]]
    assert "截至2026年11月10日" in told[led[0]]

    def of(name: str) -> dict[str, str]:
        found = document.find(f".//{W}{name}")
        assert found is not None
        return {key.removeprefix(W): value for key, value in found.attrib.items()}

    # in twips, 1440 to 25.4 mm: A4; margins 37, 28, 26 and 35 mm leave an area of 156 by 225 mm
    assert {key: round(int(value) / 1440 * 25.4) for key, value in of("pgSz").items()} == {"w": 210, "h": 297}
    margins = {key: round(int(value) / 1440 * 25.4) for key, value in of("pgMar").items()}
    assert {**margins, "footer": 0} == {
        "top": 37, "left": 28, "right": 26, "bottom": 35, "header": 15, "footer": 0, "gutter": 0
    }  # fmt: skip
    assert int(225 / 25.4 * 1440 // int(of("docGrid")["linePitch"])) == 22
    dress = part(content, "styles").find(f".//{W}rPrDefault/{W}rPr")
    assert dress is not None
    size, closer = (int(dress.find(f"{W}{name}").attrib[f"{W}val"]) for name in ("sz", "spacing"))  # type: ignore[union-attr]
    assert size == 32  # 3号, in half points
    assert int(156 / 25.4 * 1440 // (size * 10 + closer)) == 28
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert [name for name in file.namelist() if name.endswith(".png")] == [
            "word/media/picture1.png", "word/media/picture2.png"
        ]  # fmt: skip

    assert notices.as_file(issued, "pdf").startswith(b"%PDF")
    book = CalamineWorkbook.from_filelike(io.BytesIO(notices.as_file(issued, "xlsx")))
    assert book.sheet_names == ["引用的数字", "本级", "下一级", "各报名单位"]
    assert [row[2] for row in book.get_sheet_by_name("下一级").to_python()[1:]] == [13.0, 8.0]
    rates = {row[0]: row[3] for row in book.get_sheet_by_name("各报名单位").to_python()[1:]}
    assert rates["恒岱机械厂工会"] == pytest.approx(5 / 6)
