"""Two-step sign-in: a code or a passkey beside the password, recovery codes, duty by setting, reset from above."""

import html
import re
from argparse import Namespace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.lanes_client import LanesClient
from unionhall.config.commands import officers
from unionhall.desk.tests.conftest import PASSWORD, Hall
from unionhall.desk.tests.soft_key import SoftKey
from unionhall.kernel import clock
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.journal.models import Line
from unionhall.kernel.people import accounts, factors, signins, totp
from unionhall.kernel.people.models import Account, Factor, Person, RecoveryCode
from unionhall.kernel.people.signins import Whence

HERE = Whence("windows/edge", "203.0.113.x")
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def account_of(person: Person) -> Account:
    return Account.objects.select_related("person").get(person=person)


def with_app(person: Person) -> tuple[str, list[str]]:
    """Somebody has an authenticator app: its secret, and the recovery codes."""
    account, secret = account_of(person), totp.new_secret()
    early = clock.now() - timedelta(minutes=1)
    with clock.set_to(early):
        given = totp.code(secret, totp.step_of(early.timestamp()))
        return secret, factors.add_app(accounts.owner_of(account), account, secret=secret, code=given, name="验证器")


def code_now(secret: str) -> str:
    return totp.code(secret, totp.step_of(clock.now().timestamp()))


def enter_password(client: Client, person: Person) -> str:
    answer = client.post("/desk/sign-in/", {"phone": person.phone, "password": PASSWORD, "next": "/desk/units/"})
    return answer["Location"]


def options_of(page: str) -> str:
    found = re.search(r'data-options="([^"]+)"', page)
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(59, "94287082"), (1111111109, "07081804"), (1234567890, "89005924"), (20000000000, "65353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, told: str) -> None:
    """RFC 6238, appendix B (eight digits there, the last six here)."""
    assert totp.code(RFC_SECRET, totp.step_of(seconds)) == told[-6:]
    for off in (0, 30):
        assert totp.fitting_step(RFC_SECRET, f" {told[-6:-3]} {told[-3:]} ", seconds + off) == totp.step_of(seconds)
    assert totp.fitting_step(RFC_SECRET, told[-6:], seconds + 61) is None
    assert totp.fitting_step(RFC_SECRET, "一二三四五六", seconds) is None


def test_the_password_alone_opens_nothing_and_the_code_goes_where_one_wanted(hall: Hall, lanes_client: Client) -> None:
    secret, _codes = with_app(hall.ana)
    assert enter_password(lanes_client, hall.ana) == "/desk/sign-in/second/?next=%2Fdesk%2Funits%2F"
    assert lanes_client.get("/desk/")["Location"].startswith("/desk/sign-in/")
    wrong = lanes_client.post("/desk/sign-in/second/", {"code": "000000"})
    assert "验证码不对" in wrong.content.decode()
    given = {"code": code_now(secret), "next": "/desk/units/"}
    assert lanes_client.post("/desk/sign-in/second/", given)["Location"] == "/desk/units/"
    assert lanes_client.get("/desk/").status_code == 200
    again = LanesClient()
    enter_password(again, hall.ana)
    assert "已经用过" in again.post("/desk/sign-in/second/", given).content.decode()


def test_the_second_step_needs_the_first_not_long_ago_and_with_the_same_password(
    hall: Hall, lanes_client: Client
) -> None:
    secret, _codes = with_app(hall.ana)
    assert lanes_client.get("/desk/sign-in/second/")["Location"] == "/desk/sign-in/"
    enter_password(lanes_client, hall.ana)
    with clock.set_to(clock.now() + timedelta(minutes=11)):
        late = lanes_client.post("/desk/sign-in/second/", {"code": code_now(secret)})
    assert late["Location"] == "/desk/sign-in/"
    accounts.set_password(accounts.owner_of(account_of(hall.ana)), account_of(hall.ana), "quite-another-password")
    assert lanes_client.post("/desk/sign-in/second/", {"code": code_now(secret)})["Location"] == "/desk/sign-in/"


def test_a_recovery_code_opens_once(hall: Hall, lanes_client: Client) -> None:
    _secret, codes = with_app(hall.ana)
    assert len(set(codes)) == factors.RECOVERY_CODES
    assert not {each.code_hash for each in RecoveryCode.objects.all()} & set(codes)
    enter_password(lanes_client, hall.ana)
    typed = f" {codes[0][:5].lower()}-{codes[0][5:]} "
    assert lanes_client.post("/desk/sign-in/second/", {"code": typed}).status_code == 302
    assert factors.check_code(account_of(hall.ana), codes[0], HERE) == ""
    assert factors.recovery_left(account_of(hall.ana)) == factors.RECOVERY_CODES - 1
    by = accounts.owner_of(account_of(hall.ana))
    renewed = factors.renew_recovery(by, account_of(hall.ana))
    assert factors.check_code(account_of(hall.ana), codes[1], HERE) == ""
    assert factors.check_code(account_of(hall.ana), renewed[0], HERE) == "recovery"


def test_guessing_is_slowed_at_the_account_in_every_browser(hall: Hall) -> None:
    secret, codes = with_app(hall.ana)
    for _try in range(factors.WRONG_IN_WINDOW):
        assert factors.check_code(account_of(hall.ana), "000000", HERE) == ""
    for given in (code_now(secret), codes[0]):
        with pytest.raises(Refused, match="错了 10 次"):
            factors.check_code(account_of(hall.ana), given, HERE)
    client = LanesClient()
    enter_password(client, hall.ana)
    assert "错了 10 次" in client.post("/desk/sign-in/second/", {"code": code_now(secret)}).content.decode()
    with clock.set_to(clock.now() + timedelta(minutes=61)):
        assert factors.check_code(account_of(hall.ana), code_now(secret), HERE) == "app"


def test_an_app_is_added_on_the_page_with_the_password(hall: Hall, as_: object) -> None:
    client = as_(hall.ana)  # type: ignore[operator]
    page = client.get("/desk/account/second/app/").content.decode()
    found = re.search(r'<p class="num">([A-Z2-7 ]+)</p>', page)
    assert found
    secret = found[1].replace(" ", "")
    given = {"code": code_now(secret), "name": "办公手机", "present": "not-the-password"}
    wrong = client.post("/desk/account/second/app/", given).content.decode()
    assert "现在的密码不对" in wrong
    assert 'value="办公手机"' in wrong
    wrong = client.post("/desk/account/second/app/", {**given, "present": PASSWORD, "code": "000000"}).content.decode()
    assert "验证码不对" in wrong
    shown = client.post("/desk/account/second/app/", {**given, "present": PASSWORD}).content.decode()
    assert len(re.findall(r"<li>[2-9A-Z]{5}-[2-9A-Z]{5}</li>", shown)) == factors.RECOVERY_CODES
    factor = Factor.objects.get(account__person=hall.ana)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM people_factor")
        assert secret not in cursor.fetchone()[0]
    assert "办公手机" in client.get("/desk/account/second/").content.decode()
    assert client.post("/desk/account/second/", {"remove": factor.pk, "present": "no"}).status_code == 200
    assert client.post("/desk/account/second/", {"remove": factor.pk, "present": PASSWORD}).status_code == 302
    assert not Factor.objects.exists()
    assert not RecoveryCode.objects.exists()
    with pytest.raises(Denied):
        factors.remove(actor_for(account_of(hall.ben)), account_of(hall.ana), factor.pk)


def test_a_passkey_is_made_shown_and_belongs_to_one(hall: Hall, as_: object, lanes_client: Client) -> None:
    client, key = as_(hall.ana), SoftKey("https://testserver")  # type: ignore[operator]
    page = client.get("/desk/account/second/passkey/").content.decode()
    made = {"name": "这台电脑", "present": PASSWORD, "credential": key.make(options_of(page))}
    assert "恢复码" in client.post("/desk/account/second/passkey/", made).content.decode()
    assert "没有做成" in client.post("/desk/account/second/passkey/", made).content.decode()  # a question is asked once

    enter_password(lanes_client, hall.ana)
    door = lanes_client.get("/desk/sign-in/second/").content.decode()
    unverified = key.show(options_of(door), flags=0x01)
    refused = lanes_client.post("/desk/sign-in/second/", {"credential": unverified}).content.decode()
    assert "没认出来" in refused
    foreign = SoftKey("https://testserver")
    assert (
        "没认出来"
        in lanes_client.post(
            "/desk/sign-in/second/", {"credential": foreign.show(options_of(refused))}
        ).content.decode()
    )
    door = lanes_client.get("/desk/sign-in/second/").content.decode()
    elsewhere = SoftKey("https://testserver.evil.example")
    elsewhere.id, elsewhere.private = key.id, key.private
    assert (
        "没认出来"
        in lanes_client.post("/desk/sign-in/second/", {"credential": elsewhere.show(options_of(door))}).content.decode()
    )
    for nonsense in ("{}", "[]", "1", "no json"):
        assert lanes_client.post("/desk/sign-in/second/", {"credential": nonsense}).status_code == 200
    door = lanes_client.get("/desk/sign-in/second/").content.decode()
    shown = {"credential": key.show(options_of(door))}
    assert lanes_client.post("/desk/sign-in/second/", shown).status_code == 302
    assert signins.history(account_of(hall.ana))[0].how == "password+passkey"
    assert LanesClient().post("/desk/sign-in/second/", shown)["Location"] == "/desk/sign-in/"


def test_a_passkey_alone_opens_the_door_and_is_nobody_elses(hall: Hall, as_: object) -> None:
    key, door, made = SoftKey("https://testserver"), "/desk/sign-in/passkey/", "/desk/account/second/passkey/"
    own = as_(hall.ana)  # type: ignore[operator]
    given = {
        "name": "这台电脑",
        "present": PASSWORD,
        "credential": key.make(options_of(own.get(made).content.decode())),
    }
    own.post(made, given)
    client = LanesClient()
    assert door in client.get("/desk/sign-in/").content.decode()
    options = options_of(client.get(door + "?next=/desk/units/").content.decode())
    assert key.id.hex() not in options, "nobody is told which passkeys there are"
    foreign = SoftKey("https://testserver")
    for answer in (foreign.show(options), key.show(options, flags=0x01), "{}", "no json", '{"id": 1}'):
        wrong = client.post(door, {"credential": answer, "next": "/desk/units/"})
        assert "没认出来" in wrong.content.decode()
        options = options_of(wrong.content.decode())
    assert "先点“用通行密钥”" in client.post(door).content.decode()
    options = options_of(client.get(door).content.decode())
    shown = {"credential": key.show(options), "next": "/desk/units/"}
    assert client.post(door, shown)["Location"] == "/desk/units/"
    assert client.get("/desk/").status_code == 200
    assert signins.history(account_of(hall.ana))[0].how == "passkey"
    assert client.get(door)["Location"] == "/desk/", "who is in is sent on"
    assert "没认出来" in LanesClient().post(door, shown).content.decode(), "an answer fits one question in one browser"
    Account.objects.filter(person=hall.ana).update(state=Account.State.CLOSED)
    late = LanesClient()
    options = options_of(late.get(door).content.decode())
    assert "没认出来" in late.post(door, {"credential": key.show(options)}).content.decode()


def test_a_command_takes_it_from_who_has_nobody_above(hall: Hall, capsys: pytest.CaptureFixture[str]) -> None:
    with_app(hall.ana)
    inside = LanesClient()
    account = account_of(hall.ana)
    inside.force_login(account)
    signins.opened(account, how="password", whence=HERE, session_key=inside.session.session_key or "")
    run = officers.run_reset_second_step
    with pytest.raises(Refused, match="没有用这个手机号"):
        run(Namespace(phone="13999999999"))
    assert run(Namespace(phone=hall.ana.phone)) == 0
    assert "两步验证取消了" in capsys.readouterr().out
    assert (factors.of(account), factors.recovery_left(account)) == ([], 0)
    assert inside.get("/desk/").status_code == 302, "sessions end"
    line = Line.objects.get(verb="accounts.factors_reset")
    assert (line.office, line.person_id) == ("命令行 reset-second-step", None)
    with pytest.raises(Refused, match="没有设两步验证"):
        run(Namespace(phone=hall.ana.phone))


def test_offices_of_wide_reach_are_advised_and_by_the_setting_obliged(hall: Hall, settings: Any) -> None:
    assert not settings.UNIONHALL_SECOND_FACTOR
    client = LanesClient()
    enter_password(client, hall.ben)
    assert "再加一步" in client.get("/desk/account/").content.decode()
    settings.UNIONHALL_SECOND_FACTOR = True
    chair = LanesClient()  # of a single enterprise
    assert enter_password(chair, hall.cleo) == "/desk/units/"
    assert "再加一步" not in chair.get("/desk/account/").content.decode()
    officer = LanesClient()
    begin = enter_password(officer, hall.ben)
    assert begin.startswith("/desk/sign-in/second/begin/")
    found = re.search(r'<p class="num">([A-Z2-7 ]+)</p>', officer.get(begin).content.decode())
    assert found
    assert officer.get("/desk/")["Location"].startswith("/desk/sign-in/")
    assert "验证码不对" in officer.post(begin, {"code": "000000"}).content.decode()
    codes = officer.post(begin, {"code": code_now(found[1].replace(" ", ""))}).content.decode()
    assert 'href="/desk/units/"' in codes
    assert officer.get("/desk/").status_code == 200


def test_the_union_above_takes_it_from_who_has_lost_everything(hall: Hall, as_: object) -> None:
    with_app(hall.cleo)
    here = LanesClient()
    enter_password(here, hall.cleo)
    appointment = hall.cleo.appointments.get()
    address = f"/desk/offices/{appointment.pk}/second/"
    ben, wim, cleo = as_(hall.ben), as_(hall.wim), as_(hall.cleo)  # type: ignore[operator]
    assert address in ben.get(f"/desk/offices/?unit={hall.mill.code}").content.decode()
    assert address not in cleo.get(f"/desk/offices/?unit={hall.mill.code}").content.decode()
    assert [client.post(address).status_code for client in (wim, cleo)] == [404, 404]
    assert ben.get(address).status_code == 200
    assert ben.post(address).status_code == 302
    line = Line.objects.get(verb="accounts.factors_reset")
    assert (line.unit_id, line.person_id) == (hall.mill.pk, hall.ben.pk)
    assert not factors.of(account_of(hall.cleo))
    assert ben.get(address).status_code == 404
    assert enter_password(LanesClient(), hall.cleo) == "/desk/units/"


def test_one_sees_where_one_is_signed_in_and_ends_it(hall: Hall) -> None:
    here = LanesClient(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/120 Edg/120", REMOTE_ADDR="203.0.113.77")
    phone = LanesClient(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 9) MicroMessenger/8", REMOTE_ADDR="10.2.3.4")
    phone.post("/desk/sign-in/", {"phone": hall.ana.phone, "password": "wrong-password"})
    for client in (here, phone):
        assert enter_password(client, hall.ana) == "/desk/units/"
    page = here.get("/desk/account/sign-ins/").content.decode()
    for told in ("Windows 电脑，Edge", "外网 203.0.113.x", "安卓手机，微信", "内网 10.2.3.x", "就是这里"):
        assert told in page
    assert "203.0.113.77" not in page
    assert page.count("<td>密码</td>") == 3  # two that came in, one that did not
    other = LanesClient()
    enter_password(other, hall.ben)
    [theirs] = re.findall(r"/desk/account/sign-ins/(\d+)/end/", page)
    assert other.post(f"/desk/account/sign-ins/{theirs}/end/").status_code == 404
    assert here.post(f"/desk/account/sign-ins/{theirs}/end/").status_code == 302
    assert phone.get("/desk/").status_code == 302
    assert here.get("/desk/").status_code == 200
    enter_password(phone, hall.ana)
    assert here.post("/desk/account/sign-ins/end/").status_code == 302
    assert phone.get("/desk/").status_code == 302
    assert here.get("/desk/").status_code == 200
    assert len(signins.open_sessions(account_of(hall.ana))) == 1
    here.post("/desk/sign-out/")
    assert signins.open_sessions(account_of(hall.ana)) == []
    assert other.get("/desk/").status_code == 200


def test_a_changed_password_keeps_this_session_in_the_list(hall: Hall) -> None:
    here, there = LanesClient(), LanesClient()
    enter_password(here, hall.ana)
    enter_password(there, hall.ana)
    new = "another-long-password"
    assert here.post("/desk/password/", {"present": PASSWORD, "password": new, "again": new}).status_code == 302
    [only] = signins.open_sessions(account_of(hall.ana))
    assert only.session_key == here.session.session_key
    assert there.get("/desk/").status_code == 302
