"""The door: password, code, reset, activation, seats. Known and unknown numbers get the same answer."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from unionhall.desk.tests.conftest import PASSWORD, SYSTEM, Hall
from unionhall.kernel import clock
from unionhall.kernel.access import actions as access
from unionhall.kernel.people import codes
from unionhall.kernel.people.models import Account, OneTimeCode

NEW = "another-long-password"


def _code(capsys: pytest.CaptureFixture[str]) -> str:
    found = re.search(r"\b(\d{6})\b(?!.*\d{6})", capsys.readouterr().out)
    assert found
    return found[1]


def test_password_opens_and_gives_the_session_a_new_key(hall: Hall, lanes_client: Client) -> None:
    lanes_client.get("/desk/sign-in/")
    answer = lanes_client.post(
        "/desk/sign-in/", {"phone": " 138-0000-0000", "password": PASSWORD, "next": "/desk/units/"}
    )
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/units/"
    assert lanes_client.session.get_expiry_age() <= 8 * 3600


def test_it_never_leads_to_another_site(hall: Hall, lanes_client: Client) -> None:
    data = {"phone": hall.ana.phone, "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert lanes_client.post("/desk/sign-in/", data)["Location"] == "/desk/"


def test_a_wrong_password_and_an_unknown_number_look_the_same(hall: Hall, lanes_client: Client) -> None:
    pages = [
        lanes_client.post("/desk/sign-in/", {"phone": phone, "password": "wrong-password"}).content.decode()
        for phone in (hall.ana.phone, "13911112222")
    ]
    known, unknown = (re.sub(r'csrfmiddlewaretoken" value="\w+"|1\d{10}', "", page) for page in pages)
    assert known == unknown


def test_ten_wrong_passwords_close_the_password_but_not_the_code(
    hall: Hall, lanes_client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    for _try in range(10):
        lanes_client.post("/desk/sign-in/", {"phone": hall.ana.phone, "password": "wrong"})
    closed = lanes_client.post("/desk/sign-in/", {"phone": hall.ana.phone, "password": PASSWORD})
    assert "错了 10 次" in closed.content.decode()
    assert lanes_client.post("/desk/sign-in/", {"phone": hall.ben.phone, "password": PASSWORD}).status_code == 302
    lanes_client.logout()
    lanes_client.post("/desk/sign-in/code/", {"phone": hall.ana.phone})
    assert lanes_client.post("/desk/sign-in/code/enter/", {"code": _code(capsys)}).status_code == 302


def test_a_code_is_kept_as_a_hash_and_works_once(
    hall: Hall, lanes_client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    lanes_client.post("/desk/sign-in/code/", {"phone": hall.ana.phone})
    code = _code(capsys)
    assert code not in str(OneTimeCode.objects.values())
    assert hall.ana.phone not in str(dict(lanes_client.session))
    assert lanes_client.post("/desk/sign-in/code/enter/", {"code": code}).status_code == 302
    login = Account.objects.get(person=hall.ana).login
    assert codes.check_code(login=login, purpose=codes.SIGN_IN, code=code) is None


def test_five_wrong_tries_or_ten_minutes_end_a_code(hall: Hall, capsys: pytest.CaptureFixture[str]) -> None:
    login = Account.objects.get(person=hall.ana).login
    codes.send_code(phone=hall.ana.phone, purpose=codes.SIGN_IN)
    code = _code(capsys)
    wrong = "000000" if code != "000000" else "111111"
    for _try in range(codes.TRIES_PER_CODE):
        assert codes.check_code(login=login, purpose=codes.SIGN_IN, code=wrong) is None
    assert codes.check_code(login=login, purpose=codes.SIGN_IN, code=code) is None
    codes.send_code(phone=hall.ana.phone, purpose=codes.SIGN_IN)
    with clock.set_to(clock.now() + timedelta(minutes=11)):
        assert codes.check_code(login=login, purpose=codes.SIGN_IN, code=_code(capsys)) is None


def test_asking_for_codes_is_limited_by_number_and_says_the_same_for_unknown_ones(
    hall: Hall, lanes_client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    for phone in (hall.ana.phone, "13911112222"):
        for _ask in range(codes.CODES_IN_WINDOW):
            assert lanes_client.post("/desk/sign-in/code/", {"phone": phone}).status_code == 302
        assert "要过 5 次" in lanes_client.post("/desk/sign-in/code/", {"phone": phone}).content.decode()
    assert "13911112222"[-4:] not in capsys.readouterr().out
    assert lanes_client.post("/desk/sign-in/code/", {"phone": hall.ben.phone}).status_code == 302


def test_a_sign_in_code_does_not_set_a_password_but_a_reset_code_does(
    hall: Hall, lanes_client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    lanes_client.post("/desk/sign-in/code/", {"phone": hall.ana.phone})
    wanted = {"code": _code(capsys), "password": NEW, "again": NEW}
    assert lanes_client.post("/desk/sign-in/reset/", wanted).status_code == 200
    lanes_client.post("/desk/sign-in/forgot/", {"phone": hall.ana.phone})
    assert lanes_client.post("/desk/sign-in/reset/", {**wanted, "code": _code(capsys)}).status_code == 302
    assert Account.objects.get(person=hall.ana).check_password(NEW)


@pytest.mark.parametrize(("password", "again"), [("1234567890", "1234567890"), ("short", "short"), (NEW, PASSWORD)])
def test_weak_or_differing_passwords_are_refused_beside_the_field(
    password: str, again: str, hall: Hall, lanes_client: Client
) -> None:
    data = {"code": "ABC", "phone": hall.ana.phone, "password": password, "again": again}
    answer = lanes_client.post("/desk/activate/", data)
    assert answer.status_code == 200
    assert "wrong" in answer.content.decode()


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(hall: Hall, as_: object) -> None:
    here, there = as_(hall.ana), as_(hall.ana)  # type: ignore[operator]
    wanted = {"present": PASSWORD, "password": NEW, "again": NEW}
    assert here.post("/desk/password/", {**wanted, "present": "no"}).status_code == 200
    assert here.post("/desk/password/", wanted).status_code == 302
    assert here.get("/desk/account/?changed=1").status_code == 200
    assert there.get("/desk/account/").status_code == 302


def test_signing_out_takes_a_post(hall: Hall, as_: object) -> None:
    client = as_(hall.ana)  # type: ignore[operator]
    assert client.get("/desk/sign-out/").status_code == 405
    assert client.post("/desk/sign-out/").status_code == 302
    assert client.get("/desk/").status_code == 302


def test_one_acts_in_the_name_of_a_chosen_office_of_ones_own(hall: Hall, as_: object) -> None:
    own = access.appoint(SYSTEM, person=hall.cleo, unit=hall.shop, office="officer")
    client = as_(hall.cleo)  # type: ignore[operator]
    assert "恒岱机械厂工会" in client.get("/desk/").content.decode().split("unit-name")[1][:400]
    assert client.post("/desk/seat/", {"seat": own.pk}).status_code == 302
    assert "云杉食品工会" in client.get("/desk/").content.decode().split("unit-name")[1][:400]
    foreign = access.appoint(SYSTEM, person=hall.dora, unit=hall.shop, office="officer")
    assert client.post("/desk/seat/", {"seat": foreign.pk}).status_code == 404
    assert client.post("/desk/seat/", {"seat": "x"}).status_code == 404
