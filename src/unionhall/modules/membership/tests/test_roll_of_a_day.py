"""The roll and the electoral roll of any day: as the rows have it, and as the journal tells it."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from tests.district import NOW, SYSTEM, District, identity_number
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.journal.models import Line, LineName
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Account, Person
from unionhall.modules.membership import actions, queries
from unionhall.modules.membership.actions import staging
from unionhall.modules.membership.actions.undoing import purge
from unionhall.modules.membership.models import Membership, RollImport, RollRow, Transfer
from unionhall.modules.membership.tests import workbooks

Cause = Membership.Cause
DAYS = 12
Roll = dict[int, tuple[int, str]]  # person → unit, standing


@pytest.mark.parametrize("seed", range(6))
def test_the_roll_of_every_day_is_what_the_journal_tells(district: District, seed: int) -> None:
    random = Random(seed)
    units = [district.mill, district.shop, district.yard]
    with clock.set_to(NOW - timedelta(days=DAYS)):
        people = [district.member(f"会员{n}", random.choice(units)) for n in "甲乙丙丁"]
    for day in range(1, DAYS + 1):
        with clock.set_to(NOW - timedelta(days=DAYS - day)):
            for person in people:
                _something(random, person, units)
    for back in range(DAYS + 2):
        day = clock.today() - timedelta(days=back)
        assert _read(units, day) == _replayed(day), day
    assert Membership.objects.count() > len(people)


@pytest.mark.parametrize("seed", range(5))
def test_imports_and_their_undoing_are_told_too_when_their_values_are_long_gone(
    district: District, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "PAUSE", 0)
    random, units = Random(seed), [district.mill, district.shop, district.yard]
    with clock.set_to(NOW - timedelta(days=DAYS)):
        for n in range(4):
            district.member(_name(n), random.choice(units), document_kind="id", document=identity_number(n + 1))
    imports: list[RollImport] = []
    for day in range(1, DAYS + 1):
        with clock.set_to(NOW - timedelta(days=DAYS - day)):
            if day % 3 == 1:
                imports.append(_import(random, district, tmp_path / f"{day}.xlsx"))
            for person in Person.objects.order_by("pk"):
                _something(random, person, units)
            if fresh := RollRow.objects.filter(is_fresh=True, state="applied", person__account=None).first():
                Account.objects.create(person=fresh.person, login=f"login {day}", created=clock.now())
            if day % 4 == 0 and random.random() < 0.7:
                actions.undo(SYSTEM, imports.pop(random.randrange(len(imports))))
    with clock.set_to(NOW + timedelta(days=60)):
        assert purge(Actor.system("ticker"))
    assert not RollRow.objects.filter(roll_import__purged=None).exists()
    for back in range(DAYS + 2):
        day_asked = clock.today() - timedelta(days=back)
        assert _read(units, day_asked) == _replayed(day_asked), day_asked
        assert Membership.objects.on(day_asked).count() == len(_read(units, day_asked))  # nobody twice


def _name(n: int) -> str:
    return f"王{'甲乙丙丁戊己庚'[n]}"


def _import(random: Random, district: District, path: Path) -> RollImport:
    """A file of some of seven people, each in some unit; now and then everybody else of those units has left."""
    rows = [
        (random.choice((district.mill, district.shop, district.yard)).code, _name(n), identity_number(n + 1), since)
        for n in random.sample(range(7), random.randint(2, 5))
        for since in [(clock.today() - timedelta(days=random.choice((0, 2)))).isoformat()]
    ]
    workbooks.write(path, {"名册": [("单位代码", "姓名", "身份证号", "入会日期"), *rows]})
    staged = actions.stage(SYSTEM, path, district.federation, mode=random.choice(("add", "replace")))
    return actions.apply(SYSTEM, staged)


def _something(random: Random, person: Person, units: list[Unit]) -> None:
    """One thing that may happen to a person, now and then for a day that has passed."""
    on = clock.today() - timedelta(days=random.choice((0, 0, 0, 1, 3)))
    held = queries.open_membership(person.pk)
    try:
        match random.randrange(7):
            case 0 if held:
                actions.leave(SYSTEM, held, on=on, reason="离开")
            case 1 if held:
                actions.keep(SYSTEM, held, on=on, cause=Cause.RETIRED, reason="退休")
            case 2 if held:
                actions.resume(SYSTEM, held, on=on, reason="返聘")
            case 3 if held:
                actions.offer(SYSTEM, held, random.choice(units))
            case 4 if transfer := Transfer.objects.filter(person=person, state="asked").first():
                actions.accept(SYSTEM, transfer)
            case 5 if held is None:
                actions.join(SYSTEM, person, random.choice(units), since=on)
    except Refused:
        return


def _read(units: list[Unit], day: date) -> Roll:
    return {
        row.person_id: (row.unit_id, row.standing) for unit in units for row in queries.members_at(SYSTEM, unit, on=day)
    }


def _replayed(day: date) -> Roll:
    """The roll of a day from the journal's lines alone: each says whom it was about, where, and from which day."""
    about = dict(LineName.objects.filter(part=LineName.ABOUT).values_list("line_id", "person_id"))
    standing = {"joined": "full", "moved_in": "full", "resumed": "full", "kept": "kept", "left": "", "moved_out": ""}
    roll: Roll = {}
    for line in Line.objects.filter(verb__startswith="membership.").order_by("pk"):
        if line.verb in ("membership.imported", "membership.undone"):
            _replay_rows(roll, line, day)
            continue
        now = standing.get(line.verb.removeprefix("membership."))
        if now is None or date.fromisoformat(line.data["on"]) > day:
            continue
        if now:
            roll[about[line.pk]] = line.unit_id, now
        else:
            roll.pop(about[line.pk])
    return roll


def _replay_rows(roll: Roll, line: Line, day: date) -> None:
    """What an import's one line stands for: the rows of its ledger, as far as they were not taken back."""
    rows = RollRow.objects.filter(roll_import_id=int(line.subject.rpartition(":")[2])).order_by("place")
    if line.verb == "membership.undone":
        for row in rows.filter(back_on__lte=day):
            roll.pop(row.person_id or 0)
        return
    stands = Q(state__in=("applied", "kept")) | Q(back_on__isnull=False)
    for row in rows.filter(stands, on__lte=day):
        if row.began_id:
            roll[row.person_id or 0] = row.unit_id or 0, "full"
        elif row.ended_id:
            roll.pop(row.person_id or 0)


def test_who_only_keeps_membership_is_on_the_roll_and_not_on_the_electoral_one(district: District) -> None:
    for name in ("王甲", "李乙"):
        district.member(name, district.mill)
    with clock.set_to(NOW + timedelta(days=5)):
        actions.keep(SYSTEM, Membership.objects.earliest("pk"), cause=Cause.RETIRED, reason="退休")
        assert queries.members_at(SYSTEM, district.mill).count() == 2
        assert [row.person.name for row in queries.electors_at(SYSTEM, district.mill)] == ["李乙"]
        assert queries.electors_at(SYSTEM, district.mill, on=clock.today() - timedelta(days=1)).count() == 2


def test_the_page_shows_a_day_and_gives_it_as_a_file_that_the_journal_knows(
    district: District, lanes_client: Client
) -> None:
    district.member("=王甲", district.mill, phone="13800000001")
    actions.keep(SYSTEM, Membership.objects.get(), cause=Cause.RETIRED, reason="退休")
    district.member("李乙", district.mill)
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    url = reverse("membership:roll", args=(district.mill.code,))
    assert "=王甲" in lanes_client.get(url).content.decode()
    electors = lanes_client.get(url, {"on": "2026-11-10", "who": "electors"}).content.decode()
    assert "李乙" in electors
    assert "=王甲" not in electors
    assert "《工会基层组织选举工作条例》（2016）第四条" in electors
    assert "李乙" not in lanes_client.get(url, {"on": "2026-11-09"}).content.decode()
    assert "日期不对" in lanes_client.get(url, {"on": "11月"}).content.decode()
    csv = lanes_client.post(url, {"on": "2026-11-10", "file": "csv"})
    assert csv.content.decode("utf-8-sig").splitlines()[1].startswith("'=王甲,")
    assert "13800000001" not in csv.content.decode("utf-8-sig")
    assert lanes_client.post(url, {"file": "xlsx", "who": "electors"}).content.startswith(b"PK")
    line = Line.objects.filter(verb="membership.exported").earliest("pk")
    assert line.data == {"day": "2026-11-10", "n": 2, "who": "all"}


def test_nobody_else_reads_a_roll_of_names(district: District, lanes_client: Client) -> None:
    by = district.actor("区经办", district.federation, "officer")
    with pytest.raises(Denied):
        queries.electors_at(by, district.mill)
    lanes_client.force_login(district.account("邻居", district.shop, "chair"))
    url = reverse("membership:roll", args=(district.mill.code,))
    assert lanes_client.get(url).status_code == 404
    assert lanes_client.post(url, {"file": "csv"}).status_code == 404
