"""What the phone's queue and the plain form get to hear, and what the desk shows of it."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.district import SYSTEM, District
from tests.lanes_client import LanesClient
from unionhall.kernel.people.models import Account, Person
from unionhall.modules.safety.actions import checklists, inspectors, visits
from unionhall.modules.safety.models import Hazard, Inspection, InspectionPhoto, Visit
from unionhall.modules.safety.tests import inspecting as field_of
from unionhall.modules.safety.tests.inspecting import KEY, Field, picture

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def field(district: District) -> Field:
    """An inspector at work."""
    return field_of.make(district)


@pytest.fixture
def signed_in() -> Callable[[Person], tuple[Client, str]]:
    """A browser of somebody, and what the page calls its owner."""

    def come_in(person: Person) -> tuple[Client, str]:
        account = Account.objects.get(person=person)
        client = LanesClient()
        client.force_login(account)
        return client, str(account.pk)

    return come_in


SignedIn = Callable[[Person], tuple[Client, str]]


def _said(owner: str, **more: str) -> dict[str, str]:
    return {
        "key": KEY, "owner": owner, "a1": "ok", "a2": "no", "w2": "护罩拆了", "h2": "on", "a3": "na",
        "place": "冲压车间", "sure": "on", **more,
    }  # fmt: skip


def _url(field: Field) -> str:
    return f"/safety/inspect/at/{field.district.mill.code}/{field.edition.pk}/"


def test_the_queue_is_told_in_words_what_became_of_each(field: Field, signed_in: SignedIn) -> None:
    client, owner = signed_in(field.inspector.person)
    assert LanesClient().post(_url(field), _said(owner), **JSON).status_code == 401
    other = client.post(_url(field), _said("0"), **JSON)
    assert (other.status_code, "另一个账号" in other.json()["text"]) == (409, True)
    half = client.post(_url(field), {**_said(owner), "a3": ""}, **JSON)
    assert (half.status_code, "没查" in half.json()["text"]) == (422, True)
    assert not Inspection.objects.exists()

    early = {"key": "9" * 32, "inspection": KEY, "item": "2", "owner": owner, "photo": picture()}
    assert client.post("/safety/inspect/photos/", early, **JSON).status_code == 200
    answers = [client.post(_url(field), _said(owner), **JSON).json() for _again in range(2)]
    assert answers[0] == answers[1]
    assert Inspection.objects.count() == Hazard.objects.count() == 1
    page = client.get(answers[0]["url"]).content.decode()
    assert "护罩拆了" in page
    shown = client.get(f"{answers[0]['url']}photos/{InspectionPhoto.objects.get().pk}/")
    assert shown.headers["Content-Type"] == "image/jpeg"


def test_a_picture_that_is_none_is_refused_with_a_sentence(field: Field, signed_in: SignedIn) -> None:
    client, owner = signed_in(field.inspector.person)
    file = SimpleUploadedFile("x.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/jpeg")
    sent = {"key": "9" * 32, "inspection": KEY, "item": "2", "owner": owner, "photo": file}
    refused = client.post("/safety/inspect/photos/", sent, **JSON)
    assert (refused.status_code, "打不开" in refused.json()["text"]) == (409, True)
    assert not InspectionPhoto.objects.exists()


def test_without_script_the_form_comes_back_with_everything_typed(field: Field, signed_in: SignedIn) -> None:
    client, owner = signed_in(field.inspector.person)
    page = client.post(_url(field), {**_said(owner), "a3": ""})
    assert page.status_code == 422
    text = page.content.decode()
    assert "这一项还没查" in text
    assert "护罩拆了" in text
    done = client.post(_url(field), {**_said(owner), "p2": picture()})
    assert done.status_code == 302
    assert InspectionPhoto.objects.get().item == 2
    assert field.inspector.person.name not in client.get(_url(field)).content.decode()  # the page is kept on phones


def test_the_code_on_a_machine_opens_its_list_for_who_may_inspect_there(field: Field, signed_in: SignedIn) -> None:
    spot = checklists.add_spot(
        SYSTEM, field.district.mill, name="3 号冲床", kind="machine", checklist=field.edition.checklist
    )
    client, _owner = signed_in(field.inspector.person)
    assert client.get(f"/safety/spot/{spot.token}/").headers["Location"] == f"{_url(field)}?spot={spot.pk}"
    passer_by = LanesClient().get(f"/safety/spot/{spot.token}/").content.decode()
    assert "3 号冲床" in passer_by
    assert (
        "3 号冲床" in client.get(f"/safety/spot/{spot.token}/", follow=True).content.decode()
    )  # where it is stands there
    bare = checklists.add_spot(SYSTEM, field.district.mill, name="配电室", kind="place")
    onward = re.findall(r'href="([^"]*spot=\d+)"', client.get(f"/safety/spot/{bare.token}/").content.decode())
    assert client.get(onward[0], follow=True).context["form"]["spot"].value() == bare.pk
    checklists.retire_spot(SYSTEM, bare)
    checklists.retire_spot(SYSTEM, spot)
    assert LanesClient().get(f"/safety/spot/{spot.token}/").status_code == 404


def test_a_card_says_to_everybody_whether_it_holds_and_little_else(field: Field) -> None:
    url = f"/safety/card/{field.inspector.token}/"
    page = LanesClient().get(url).content.decode()
    assert "程＊＊" in page
    assert "程向阳" not in page
    assert "有效" in page
    inspectors.end(field.officer, field.inspector, reason="调走了")
    assert "已经收回，无效" in LanesClient().get(url).content.decode()
    assert LanesClient().get("/safety/card/nobodys/").status_code == 404


def test_a_list_comes_from_a_table_and_its_problems_are_named_by_row(field: Field, signed_in: SignedIn) -> None:
    chair = field.district.account("厂主席", field.district.mill, "chair").person
    client, _owner = signed_in(chair)
    wrong = "部位,检查内容,隐患类别\n用电,配电箱门能关严,用电\n,,\n机器,,机器\n通道,出口没有堵,不知道\n"
    sent = {"unit": str(field.district.mill.pk), "name": "冲压车间检查表", "file": _file(wrong)}
    page = client.post("/desk/checklists/new/", sent)
    assert page.status_code == 422
    text = page.content.decode()
    assert "第 4 行：没写检查内容" in text
    assert "第 5 行：没有“不知道”这一类" in text
    assert "冲压车间检查表" in text  # nothing typed is lost
    right = "检查内容\n配电箱门能关严\n出口没有堵\n"
    made = client.post("/desk/checklists/new/", {**sent, "file": _file(right)})
    again = client.post(made.headers["Location"], {"do": "revise", "file": _file(right + "灭火器没有过期\n")})
    assert again.status_code == 302
    assert "第 2 版" in client.get(made.headers["Location"]).content.decode()
    table = client.get("/desk/checklists/template.xlsx")
    assert table.content.startswith(b"PK")


def test_every_page_of_the_desk_opens(field: Field, signed_in: SignedIn) -> None:
    person = field.district.account("区经办", field.district.federation, "officer").person
    client, _owner = signed_in(person)
    new = visits.NewVisit(field.district.mill, field.inspector.appointed_on, leads=[field.inspector])  # type: ignore[arg-type]
    visits.arrange(field.officer, field.district.federation, new)
    field.submit()
    for path in (
        "/safety/inspect/", "/safety/inspect/waiting/?leaving", f"/safety/inspect/at/{field.district.mill.code}/",
        _url(field), "/desk/inspections/", f"/desk/inspections/{Inspection.objects.get().pk}/", "/desk/checklists/",
        "/desk/checklists/new/", f"/desk/checklists/{field.edition.checklist_id}/", "/desk/spots/new/",
        "/desk/inspectors/", "/desk/inspectors/propose/", "/desk/inspectors/rule/",
        f"/desk/inspectors/{field.inspector.pk}/", "/desk/visits/", f"/desk/visits/{Visit.objects.get().pk}/",
        f"/desk/visits/at/{field.district.mill.code}/new/",
    ):  # fmt: skip
        assert client.get(path, follow=True).status_code == 200, path


def _file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("检查表.csv", text.encode())
