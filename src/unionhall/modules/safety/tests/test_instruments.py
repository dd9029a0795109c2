"""What the union puts to an employer has a number, a clock and an official form; signed figures stay as they were."""

import io
import zipfile
from datetime import date

import pytest
from django.test import Client

from tests.district import NOW, District
from unionhall.kernel import clock
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.procedures import queries as inbox
from unionhall.modules.safety import actions
from unionhall.modules.safety.actions import instruments
from unionhall.modules.safety.actions.returns import sign
from unionhall.modules.safety.models import Hazard
from unionhall.modules.safety.notices.instruments import as_file
from unionhall.modules.safety.queries import returns
from unionhall.modules.safety.queries.returns import Period
from unionhall.modules.safety.tests.given import assigned, reported
from unionhall.modules.safety.tests.test_leaks import NAME, PHONE, SAID, WORDS

DRAFT = instruments.Draft("suggest", "恒岱机械厂", "换箱门\n包好接头", date(2026, 11, 20))


def test_an_instrument_is_numbered_signed_for_and_answered(district: District) -> None:
    chair = district.actor("郭主席", district.mill, "chair")
    manager = district.actor("安全员", district.mill, "safety_manager")
    hazard = assigned(chair, reported(district.mill, SAID)[0])
    hazard.words = "冲床护罩拆了"
    hazard.save(update_fields=["words"])
    with pytest.raises(Denied):
        instruments.issue(manager, hazard, DRAFT)
    made = instruments.issue(chair, hazard, DRAFT)
    assert instruments.issue(chair, hazard, DRAFT).number == made.number + 1 == 2
    assert date(2026, 11, 20) in inbox.inbox(chair).filter(clock="reply").values_list("due", flat=True)
    with pytest.raises(Refused, match="谁签收"):
        instruments.sign_for(chair, made, receiver=" ")
    instruments.sign_for(chair, made, receiver="厂办 路某")
    instruments.reply(chair, made, answer="十八日前换好")
    assert (made.state, made.received, made.answered) == ("answered", NOW.date(), NOW.date())
    with zipfile.ZipFile(io.BytesIO(as_file(made, "docx"))) as book:
        text = book.read("word/document.xml").decode()
    assert "换箱门" in text
    assert "〔2026〕1号" in text
    for secret in (NAME, PHONE, WORDS):
        assert secret not in text
    assert as_file(made, "pdf")[:5] == b"%PDF-"


def test_signed_figures_equal_the_rows_and_stay(district: District, lanes_client: Client) -> None:
    account = district.account("区主席", district.federation, "chair")
    chair = district.actor("郭主席", district.mill, "chair")
    for ticket in "ab":
        assigned(chair, reported(district.mill, ticket=ticket)[0])
    quarter = Period(2026, 4)
    assert (quarter.after, quarter.due, Period(2026, 0).due) == (
        date(2027, 1, 1),
        date(2027, 1, 15),
        date(2027, 1, 31),
    )
    lanes_client.force_login(account)
    with pytest.raises(Refused, match="没过完"):
        sign(chair, district.mill, quarter)
    with clock.set_to(NOW.replace(year=2027, month=1, day=8)):
        page = lanes_client.get("/desk/safety/figures/").content.decode()
        assert "2026年第4季度" in page
        assert lanes_client.post("/desk/safety/figures/", {"period": "2026-4"}).status_code == 302
        found = returns.signed(district.federation, quarter)
        assert found is not None
        assert found.figures["rows"][0]["found"] == Hazard.objects.count() == 2
        assert found.figures["rows"][0]["overdue"] == 2
        Hazard.objects.all().update(found_on=date(2026, 9, 1))
        assert "区主席" in lanes_client.get("/desk/safety/figures/").content.decode()
        again = returns.signed(district.federation, quarter)
        assert again is not None
        assert again.figures == found.figures
        with pytest.raises(Denied):
            sign(chair, district.federation, quarter)
        assert lanes_client.get("/desk/safety/figures/?period=1-1").status_code == 404


def test_the_ledger_is_narrowed_paged_and_taken_away(district: District, lanes_client: Client) -> None:
    account = district.account("郭主席", district.mill, "chair")
    hazard = reported(district.mill, SAID)[0]
    actions.receive(actor_for(account), hazard, words="门关不上")
    lanes_client.force_login(account)
    url = "/desk/safety/"
    assert hazard.place in lanes_client.get(url).content.decode()
    for query in ("?view=closed", "?kind=fire", "?grade=major", "?until=2026-01-01", "?after=2026-01-01.5"):
        assert hazard.place not in lanes_client.get(url + query).content.decode(), query
    for query in ("?kind=nonsense", "?since=x", "?after=x", "?view=x"):
        assert lanes_client.get(url + query).status_code == 200
    assert lanes_client.get(url + f"?unit={district.shop.code}").status_code == 404
    book = lanes_client.get(url + "file.xlsx")
    with zipfile.ZipFile(io.BytesIO(book.content)) as opened:
        text = "".join(opened.read(name).decode() for name in opened.namelist() if name.endswith(".xml"))
    assert hazard.place in text
    assert NAME not in text
    assert hazard.place in lanes_client.get(url + "printed/").content.decode()
    assert "/voice/hazard/at/" in lanes_client.get(url + "poster/?at=仓库").content.decode()
