"""A card says how an officer is reached, for as long as they are in office; contacts count above."""

import re
from dataclasses import dataclass

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.lanes_client import LanesClient
from unionhall.kernel import clock
from unionhall.kernel.access import actions as access
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts import queries as figures
from unionhall.kernel.org import actions as org
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import accounts
from unionhall.kernel.people import actions as people
from unionhall.kernel.people.models import Account, Person
from unionhall.modules.liaison import actions, notices, queries
from unionhall.modules.liaison.actions import Reached
from unionhall.modules.liaison.models import Card, Contact

SYSTEM = Actor.system("test")
REACHED = Reached("010-8000 1234", "南门传达室", "工作日 8:30–17:00", "工资没发、受了伤，先来问")


@dataclass
class Mill:
    """An enterprise union under a federation; both chairs."""

    above: Unit
    unit: Unit
    chair: Appointment
    leader: Appointment
    by: Actor


def _came_in(person: Person) -> Client:
    client = LanesClient()
    client.force_login(Account.objects.get(person=person))
    return client


@pytest.fixture
def mill(db: None) -> Mill:
    above = org.found(SYSTEM, name="岚川区总工会", kind="federation", parent=None, code="119900")
    unit = org.found(SYSTEM, name="恒岱机械厂工会", kind="grassroots", parent=above)
    rows = [people.NewPerson("甘雨棠", phone="13900000001"), people.NewPerson("卫长青", phone="13900001234")]
    chair, leader = people.add_people(SYSTEM, rows)
    held = [access.appoint(SYSTEM, person=chair, unit=unit, office="chair")]
    held.append(access.appoint(SYSTEM, person=leader, unit=above, office="chair"))
    for person in (chair, leader):
        _account, code = accounts.invite(SYSTEM, person, "")
        accounts.activate(code, person.phone, "oak-lantern-42")
    return Mill(above, unit, held[0], held[1], actor_for(Account.objects.get(person=chair)))


def test_a_card_is_made_and_anybody_who_scans_it_sees_who_is_responsible_and_who_above(mill: Mill) -> None:
    chair = _came_in(mill.chair.person)
    wrong = chair.post("/desk/liaison/new/", {"appointment": mill.chair.pk, "phone": "问我", "place": "南门"}).content
    assert "电话只写数字" in wrong.decode()
    assert 'value="南门"' in wrong.decode()
    assert chair.post("/desk/liaison/new/", {"appointment": mill.leader.pk, "phone": "110110"}).status_code == 200
    made = chair.post("/desk/liaison/new/", {"appointment": mill.chair.pk, "phone": "010-8000 1234", "place": "南门"})
    card = Card.objects.get()
    assert made["Location"] == f"/desk/liaison/{card.pk}/"
    with pytest.raises(Refused, match="已经有联系卡"):
        actions.make(mill.by, mill.chair, REACHED)
    leaders = actions.make(SYSTEM, mill.leader, Reached("010-8000 0001"))
    page = LanesClient().get(f"/union/{card.token}/").content.decode()
    for told in ("恒岱机械厂工会", "甘雨棠", "主席", 'href="tel:01080001234"', "南门", "卫长青", "岚川区总工会"):
        assert told in page
    assert page.index("甘雨棠") < page.index("卫长青")
    assert mill.chair.person.phone not in page
    assert "卫长青" not in chair.get("/desk/liaison/").content.decode()
    assert chair.get(f"/desk/liaison/{leaders.pk}/").status_code == 404
    assert LanesClient().get("/union/nobodys-card-at-all/").status_code == 404


def test_an_ended_office_takes_its_card_down_and_the_code_leads_to_who_is_there_now(mill: Mill) -> None:
    card = actions.make(mill.by, mill.chair, REACHED)
    visitor, address = LanesClient(), f"/union/{card.token}/"
    [successor] = people.add_people(SYSTEM, [people.NewPerson("温如言", phone="13900000003")])
    now = access.hand_over(SYSTEM, mill.chair, to=successor, on=clock.today())
    page = visitor.get(address).content.decode()
    assert "已经不负责这里" in page
    assert not re.search("甘雨棠|010-8000 1234", page)
    assert visitor.get(address + "card.vcf").status_code == 404
    assert not queries.cards(SYSTEM).exists()
    actions.make(SYSTEM, now, Reached("010-8000 9999"))
    page = visitor.get(address).content.decode()
    assert "温如言" in page
    assert "010-8000 9999" in page
    org.end(SYSTEM, mill.unit, on=clock.today(), reason="关了")
    assert visitor.get(address).status_code == 404


def test_a_withdrawn_card_is_not_shown_and_made_again_keeps_its_printed_address(mill: Mill) -> None:
    card = actions.make(mill.by, mill.chair, REACHED)
    assert _came_in(mill.chair.person).post(f"/desk/liaison/{card.pk}/withdraw/").status_code == 302
    assert "没有公布联系人" in LanesClient().get(f"/union/{card.token}/").content.decode()
    again = actions.make(mill.by, mill.chair, Reached("12345678"))
    assert (again.pk, again.token) == (card.pk, card.token)
    with pytest.raises(Denied):
        actions.change(actor_for(mill.leader.person), again, REACHED)
    with pytest.raises(Denied):
        actions.make(actor_for(mill.leader.person), mill.chair, REACHED)


def test_two_taps_count_a_contact_once_and_a_slip_of_the_finger_is_taken_back(mill: Mill) -> None:
    card, chair = actions.make(mill.by, mill.chair, REACHED), _came_in(mill.chair.person)
    found = re.search(r'name="ticket" value="(\w+)"', chair.get("/desk/liaison/").content.decode())
    assert found
    for _tap in range(2):
        tapped = chair.post(f"/desk/liaison/{card.pk}/contact/", {"kind": "visit", "ticket": found[1]}, follow=True)
        assert "记下了" in tapped.content.decode()
    actions.note(mill.by, card, kind="call", ticket="another")
    assert chair.post(f"/desk/liaison/{card.pk}/contact/", {"kind": "fax", "ticket": "x"}).status_code == 409

    def counted(slice: str = "") -> object:
        return figures.figure(SYSTEM, "liaison.contacts", mill.above, month=clock.today(), slice=slice).value

    assert (counted(), counted("visit")) == (2, 1)
    assert facts.recount() == []
    call = Contact.objects.get(kind="call")
    assert _came_in(mill.leader.person).post(f"/desk/liaison/contacts/{call.pk}/back/").status_code == 404
    assert chair.post(f"/desk/liaison/contacts/{call.pk}/back/").status_code == 302
    assert (counted(), counted("visit")) == (1, 1)
    assert facts.recount() == []


def test_sheet_poster_and_address_book(mill: Mill) -> None:
    card, chair = actions.make(mill.by, mill.chair, REACHED), _came_in(mill.chair.person)
    for shape in ("sheet", "poster"):
        printed = chair.get(f"/desk/liaison/{card.pk}/{shape}.pdf")
        assert printed.content.startswith(b"%PDF")
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed.content)) == 1
    answer = LanesClient().get(f"/union/{card.token}/card.vcf")
    assert answer.headers["Content-Type"].startswith("text/vcard")
    lines = answer.content.decode().split("\r\n")
    assert (lines[0], lines[-2:]) == ("BEGIN:VCARD", ["END:VCARD", ""])
    for told in ("FN:甘雨棠", "ORG:恒岱机械厂工会", "TITLE:主席", "TEL;TYPE=WORK:010-8000 1234"):
        assert told in lines


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=120))
def test_lines_of_the_address_book_are_short_whole_and_can_be_joined_again(text: str) -> None:
    lines = notices._folded(f"NOTE:{text}").split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert lines[0] + "".join(line[1:] for line in lines[1:]) == f"NOTE:{text}"
