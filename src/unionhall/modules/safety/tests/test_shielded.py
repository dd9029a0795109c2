"""Whom a report is about does not find it in any list or count, also not from an office above; nor its raw words."""

import io
import re

import pytest
from django.test import Client

from tests.district import SYSTEM, District
from unionhall.kernel.access import actions as access
from unionhall.kernel.access import queries as who
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts.models import Fact
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.people import merging
from unionhall.kernel.people.actions import NewPerson, add_people
from unionhall.kernel.procedures import queries as inbox
from unionhall.modules.safety import actions, queries
from unionhall.modules.safety.actions.instruments import SHIELDED_FROM, Draft, issue
from unionhall.modules.safety.facts.hazards import MEASURES
from unionhall.modules.safety.models import Hazard, Photo
from unionhall.modules.safety.queries import sweeping
from unionhall.modules.safety.queries.about import people_to_name
from unionhall.modules.safety.queries.returns import Period, figures
from unionhall.modules.safety.tests.given import DUE, assigned, picture, reported, walk
from unionhall.modules.safety.tests.test_leaks import PAGES, _dump, _read

PLACE, WORDS, REST = "财务室门口", "我天天从这里走，主席把消防门锁了", "消防门锁了"
LEDGER = ("/desk/", "/desk/safety/?view=all", "/desk/safety/file.xlsx?view=all", "/desk/safety/printed/?view=all")


def _key(district: District, office: str) -> str:
    """How a reporter names who holds an office at the mill."""
    return next(key for key, label in people_to_name(district.mill) if label.startswith(office))


def test_who_it_is_about_sees_no_trace_from_an_office_above(district: District, lanes_client: Client) -> None:
    chair = district.account("郭主席", district.mill, "chair")
    access.appoint(SYSTEM, person=chair.person, unit=district.federation, office="chair")
    by, top = who.actor_for(chair), district.actor("区总经办", district.federation, "officer")
    east = district.actor("街道主席", district.east, "chair")
    before = _read(lanes_client, chair, (*PAGES, *LEDGER))
    seen_before = _counted(by, district)

    about = actions.Said(PLACE, WORDS, "fire", about=(_key(district, "主席"),))
    hazard, told, _code = reported(district.mill, about)
    assert hazard.unit == district.east
    actions.say(told, "还锁着")
    actions.receive(east, hazard, words=REST, place="一楼")
    actions.answer(east, told, "今天去看")
    assigned(east, hazard, "major")
    instrument = issue(east, hazard, Draft("suggest", "恒岱机械厂", "开门", DUE))
    assert "-H" in hazard.number
    assert instrument.number >= SHIELDED_FROM

    after = _read(lanes_client, chair, (*PAGES, *LEDGER))
    for secret in (PLACE, WORDS, REST, hazard.number, str(hazard.pk), str(instrument.pk + 10**9)):
        assert secret not in after
    assert _plain(after) == _plain(before)
    assert _counted(by, district) == seen_before
    assert [line.subject for line in journal.lines_at(by)] == [
        line.subject for line in journal.lines_at(top) if str(hazard.pk) not in line.subject and not _of(line.subject)
    ]
    assert queries.hazard_for(top, hazard.pk) == hazard  # another one in office there sees it
    assert not facts.recount()


def _of(subject: str) -> bool:
    return subject.startswith(("safety.Report:", "safety.Instrument:"))


def _counted(by: Actor, district: District) -> object:
    """All that is counted for somebody or for all."""
    period = Period(2026, 4)
    gauges = [one.compute(f".{district.federation.pk}.", DUE) for one in MEASURES if one.compute]
    swept = sweeping.seen(by, [district.mill.pk, district.east.pk]).whole()
    return (
        inbox.counts(by),
        gauges,
        Fact.objects.filter(measure__startswith="safety.").count(),
        figures(district.federation, period),
        swept,
    )


def _plain(page: str) -> str:
    """Without what differs each time a page is drawn; a workbook's length hangs on the second it was packed in."""
    drawn = r"csrfmiddlewaretoken\S* value=\S+|nonce=\S+|nonce-[^']+|'[^']*GMT'|<dcterms:\w+[^<]*"
    return re.sub(drawn + r"|'Content-Length': '\d+'", "", page)


def test_only_those_who_are_named_are_left_out(district: District) -> None:
    chair = district.account("郭主席", district.mill, "chair")
    officer = district.account("李经办", district.mill, "officer")
    for account in (chair, officer):
        access.appoint(SYSTEM, person=account.person, unit=district.east, office="officer")
    hazard, _told, _code = reported(district.mill, actions.Said(PLACE, WORDS, about=(_key(district, "主席"),)))
    assert hazard.unit == district.east
    assert queries.hazard_for(who.actor_for(officer), hazard.pk) == hazard
    with pytest.raises(Denied):
        queries.hazard_for(who.actor_for(chair), hazard.pk)
    names = [label for _key, label in people_to_name(district.mill)]
    assert "郭主席" not in " ".join(names)
    assert "主席郭＊" in names


def test_a_file_merged_into_another_is_still_kept_from(district: District) -> None:
    [gone] = add_people(SYSTEM, [NewPerson("郭主席")])
    access.appoint(SYSTEM, person=gone, unit=district.mill, office="chair")
    other = district.account("郭主席", district.federation, "officer")
    hazard, _told, _code = reported(district.mill, actions.Said(PLACE, WORDS, about=("all",)))
    assert queries.hazard_for(who.actor_for(other), hazard.pk)
    made = merging.merge(SYSTEM, other.person, gone, unit_id=district.federation.pk, reason="同一个人")
    with pytest.raises(Denied):
        queries.hazard_for(who.actor_for(other), hazard.pk)
    merging.unmerge(SYSTEM, made, reason="不是同一个人")
    assert hazard.about.filter(person_id=gone.pk).exists()


def test_what_a_reporter_typed_is_nowhere_in_plain_and_no_one_above_reads_it(
    district: District, lanes_client: Client
) -> None:
    chief = district.account("郭主席", district.mill, "chair")
    chair = who.actor_for(chief)
    above = district.account("街道主席", district.east, "chair")
    manager = district.account("安全员", district.mill, "safety_manager")
    photo, later = (actions.keep_photo(io.BytesIO(picture()), 1) for _n in range(2))
    code = actions.report(district.mill, actions.Said(PLACE, WORDS), ticket="t", photos=[photo.key])
    told = queries.report_by_receipt(code)
    assert told is not None
    hazard = told.hazard
    for secret in (WORDS, PLACE):
        assert secret not in _dump()
        assert secret not in _read(lanes_client, above, (hazard.get_absolute_url(), *PAGES, *LEDGER))
    assert PLACE in _read(lanes_client, chief, (hazard.get_absolute_url(),))
    with pytest.raises(Refused, match="移交上来"):
        actions.receive(who.actor_for(above), hazard, words=REST)
    with pytest.raises(Refused, match="写上是什么隐患"):
        actions.receive(chair, hazard)
    actions.receive(chair, hazard, words=REST)
    actions.say(told, "", photos=[later.key])
    assigned(chair, hazard)
    assert not Photo.objects.filter(is_shown=True).exists()
    page = _read(lanes_client, manager, (hazard.get_absolute_url(),))
    assert REST in page
    for secret in (WORDS, photo.key, later.key):
        assert secret not in page
    with pytest.raises(Denied):
        actions.show_photos(who.actor_for(manager), hazard, [photo])
    actions.show_photos(chair, hazard, [later])
    page = _read(lanes_client, manager, (hazard.get_absolute_url(),))
    assert (photo.key in page, later.key in page) == (False, True)
    assert WORDS not in _dump()


def test_a_reporter_ticks_whom_it_is_about_on_the_phone(district: District, lanes_client: Client) -> None:
    district.account("郭主席", district.mill, "chair")
    key = _key(district, "主席")
    page = walk(lanes_client, district, about=key)
    assert "报上去了" in page
    assert Hazard.objects.get().about.count() == 1
    stale = lanes_client.post(
        f"/voice/hazard/at/{district.mill.code}/", {"step": "3", "about": "999999", "place": "门口", "ticket": "t"}
    )
    assert stale.status_code == 422
