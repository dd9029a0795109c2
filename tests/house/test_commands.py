"""The commands as their users run them: exit codes, sentences, a home that is founded once."""

import json
import re
import stat
from pathlib import Path

import pytest

from tests.homes import Home
from unionhall.config import command

pytestmark = pytest.mark.processes


def test_init_founds_once_and_refuses_a_filled_home(home: Home) -> None:
    said = home.found()
    code = re.search(r"启用码 ([2-9A-Z]{10})", said)
    assert code
    assert "https://hall.example.org/desk/activate/" in said
    keys = home.path / "keys.json"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    assert set(json.loads(keys.read_text())) == {"secret", "encryption", "hash"}
    before = keys.read_bytes()

    again = home.run("init", "--unit", "甲", "--code", "1", "--name", "乙", "--phone", "13900000002")
    assert again.returncode == 2
    assert "不会再建一次" in again.stderr
    assert keys.read_bytes() == before

    assert home.done("doctor").strip() == "没有发现问题。"
    assert home.done("recount").strip() == "账上的数字都对。"
    assert home.done("tick") is not None
    found = json.loads(home.done("figures", "119900", "--json"))
    assert (found["unit"], found["reckonings"]) == ("119900", [])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("init", "--unit", "甲"), "--code"),
        (("init", "--unit", "甲", "--code", "1", "--name", "乙", "--phone", "12"), "手机号"),
        (
            ("init", "--unit", "甲", "--kind", "group", "--code", "1", "--name", "乙", "--phone", "13900000002"),
            "--kind",
        ),
        (("serve",), "unionhall init"),
        (("restore", "not-there.tar.gz"), "not-there.tar.gz"),
    ],
)
def test_a_refusal_is_a_sentence_and_leaves_nothing(home: Home, arguments: tuple[str, ...], sentence: str) -> None:
    result = home.run(*arguments)
    assert result.returncode == 2, result.stderr
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert not (home.path / "keys.json").exists()


def test_a_unit_that_nobody_knows_is_a_sentence(home: Home) -> None:
    home.found()
    result = home.run("figures", "404")
    assert (result.returncode, "404" in result.stderr, "Traceback" in result.stderr) == (2, True, False)


@pytest.mark.parametrize("what", ["structure", "offices", "permissions", "procedures", "measures", "law"])
def test_show_prints_for_people_and_for_programs(capsys: pytest.CaptureFixture[str], what: str) -> None:
    assert command.main(["show", what]) == command.DONE  # in this process: it asks no installation
    assert capsys.readouterr().out.strip()
    assert command.main(["show", what, "--json"]) == command.DONE
    assert json.loads(capsys.readouterr().out)


def test_officers_are_invited_from_a_list_with_a_slip_a_unit(home: Home, tmp_path: Path) -> None:
    home.found()
    listed = tmp_path / "officers.csv"
    listed.write_text(
        "干部名单,,,\n单位代码,姓名,手机号,职务\n119900,周海燕,139 0000 0002,主席\n119900,陈志强,13900000003,officer\n",
        encoding="gb18030",
    )
    assert "开了 2 个账号" in home.done("invite-officers", str(listed))
    slip = home.path / "slips" / "119900.pdf"
    assert slip.read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(slip.stat().st_mode) == 0o600
    # the same list again: still pending, so new codes, and nobody is appointed twice
    assert "开了 2 个账号" in home.done("invite-officers", str(listed))
    count = home.ask("from unionhall.kernel.access.models import Appointment; print(Appointment.objects.count())")
    assert count == "4"


def test_a_list_with_a_mistake_is_refused_whole(home: Home, tmp_path: Path) -> None:
    home.found()
    listed = tmp_path / "officers.csv"
    listed.write_text(
        "单位代码,姓名,手机号,职务\n119900,周海燕,13900000002,主席\n119901,,1390000,皇帝\n119900,旁人,13900000001,主席\n",
        encoding="utf-8-sig",
    )
    result = home.run("invite-officers", str(listed))
    assert result.returncode == 2
    for sentence in (
        "第 3 行：没有找到单位",
        "第 3 行：没有填姓名",
        "第 3 行：手机号",
        "皇帝",
        "第 4 行：手机号已经登记",
    ):
        assert sentence in result.stderr
    assert home.ask("from unionhall.kernel.people.models import Person; print(Person.objects.count())") == "1"


def test_slips_need_an_address_that_others_can_open(home: Home, tmp_path: Path) -> None:
    home.found()
    home.extra["UNIONHALL_URL"] = "http://127.0.0.1:8000"
    listed = tmp_path / "officers.csv"
    listed.write_text("单位代码,姓名,手机号,职务\n119900,周海燕,13900000002,主席\n", encoding="utf-8")
    result = home.run("invite-officers", str(listed))
    assert (result.returncode, "UNIONHALL_URL" in result.stderr) == (2, True)
    assert not (home.path / "slips").exists()


def test_a_password_is_reset_and_an_office_handed_over(home: Home) -> None:
    said = home.found()
    code = re.search(r"启用码 ([2-9A-Z]{10})", said)
    assert code
    pending = home.run("reset-password", "13900000001")
    assert (pending.returncode, "没有在用" in pending.stderr) == (2, True)
    home.ask(
        "from unionhall.kernel.people import accounts;"
        f"accounts.activate({code[1]!r}, '13900000001', 'a long enough secret')"
    )
    new = home.done("reset-password", "139 0000 0001").strip().rpartition("：")[2]
    check = f"accounts.account_by_phone('13900000001').check_password({new!r})"
    assert home.ask(f"from unionhall.kernel.people import accounts; print({check})") == "True"

    told = home.done("hand-over", "119900", "officer", "--to", "何平", "--phone", "13900000009")
    assert "林秋月 交给 何平" in told
    assert (home.path / "slips" / "119900.pdf").exists()
    holder = "Appointment.objects.get(office='officer', until=None).person.name"
    assert home.ask(f"from unionhall.kernel.access.models import Appointment; print({holder})") == "何平"
