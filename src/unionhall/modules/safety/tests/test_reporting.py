"""Anybody reports in four steps and talks on by a receipt; of who and when nothing is kept that tells."""

import io
import re
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from tests.district import District
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.procedures import queries as inbox
from unionhall.kernel.procedures.models import Duty
from unionhall.modules.safety import actions, queries
from unionhall.modules.safety.actions import crowding
from unionhall.modules.safety.models import Hazard, Photo, Report
from unionhall.modules.safety.tests.given import SAID, hidden, picture, reported, walk

BOMB = b"\x89PNG\r\n\x1a\n"


def test_a_report_goes_to_the_union_of_the_place_which_has_a_day_to_receive_it(district: District) -> None:
    chair = district.actor("郭主席", district.mill, "chair")
    hazard, told, code = reported(district.mill)
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{12}", code)
    assert (hazard.unit, hazard.state) == (district.mill, "reported")
    (duty,) = inbox.inbox(chair)
    assert (duty.clock, SAID.place in duty.title) == ("receive", False)
    assert actions.report(district.mill, SAID, ticket="t") == code
    assert Report.objects.count() == 1
    assert (told.name, told.phone) == ("", "")


def test_a_report_about_the_unions_own_people_goes_a_level_up_and_they_never_see_it(district: District) -> None:
    chair = district.actor("郭主席", district.mill, "chair")
    above = district.actor("街道主席", district.east, "chair")
    hazard, _told, _code = reported(district.mill, actions.Said(SAID.place, SAID.words, about=("all",)))
    assert hazard.unit == district.east
    assert queries.hazard_for(above, hazard.pk) == hazard
    with pytest.raises(Denied):
        queries.hazard_for(chair, hazard.pk)
    assert not inbox.inbox(chair).exists()
    assert inbox.inbox(above).count() == 1


def test_who_is_told_about_and_sits_above_too_does_not_see_it_either(district: District) -> None:
    chair = district.account("郭主席", district.mill, "chair")
    from tests.district import SYSTEM
    from unionhall.kernel.access import actions as access
    from unionhall.kernel.access import queries as who

    access.appoint(SYSTEM, person=chair.person, unit=district.east, office="officer")
    hazard, _told, _code = reported(district.mill, actions.Said(SAID.place, SAID.words, about=("all",)))
    by = who.actor_for(chair)
    assert hazard.unit == district.federation  # the township has nobody else
    with pytest.raises(Denied):
        queries.hazard_for(by, hazard.pk)
    assert not inbox.inbox(by).exists()
    assert not inbox.at_my_units(by).exists()


def test_the_talk_goes_both_ways_and_what_is_asked_waits_for_an_answer(district: District) -> None:
    chair = district.actor("郭主席", district.mill, "chair")
    manager = district.actor("安全员", district.mill, "safety_manager")
    hazard, told, code = reported(district.mill)
    actions.say(told, "夜班也这样")
    assert "answer" in set(inbox.inbox(chair).values_list("clock", flat=True))
    [seen] = queries.reports_of(chair, hazard)
    assert [message.text for message in seen.messages.all()] == ["夜班也这样"]
    assert queries.reports_of(manager, hazard) == []
    with pytest.raises(Denied):
        actions.answer(manager, told, "你是谁？")
    actions.answer(chair, told, "今天就去看")
    assert set(inbox.inbox(chair).values_list("clock", flat=True)) == {"receive"}
    again = queries.report_by_receipt(code)
    assert again is not None
    assert [message.text for message in again.messages.order_by("place")] == ["夜班也这样", "今天就去看"]


def test_four_steps_on_a_phone_and_the_receipt_opens_the_talk(district: District, lanes_client: Client) -> None:
    lanes_client.cookies["sessionid"] = "x"
    first = lanes_client.get(f"/voice/hazard/at/{district.mill.code}/?at=仓库").content.decode()
    assert 'value="仓库"' in first
    assert first.index("119") < first.index("<form")
    page = walk(lanes_client, district)
    code = re.search(r"\b([2-9A-Z]{4}) ([2-9A-Z]{4}) ([2-9A-Z]{4})\b", page)
    assert code, page
    talk = lanes_client.post("/voice/hazard/", {"code": code[0]})
    assert SAID.place in talk.content.decode()
    said = lanes_client.post("/voice/hazard/", {"code": code[0], "do": "say", "text": "夜班也这样"})
    assert "夜班也这样" in said.content.decode()
    assert "抄错" in lanes_client.post("/voice/hazard/", {"code": "AAAA"}).content.decode()
    assert not said.cookies


def test_bad_input_gets_a_sentence_and_loses_nothing(district: District, lanes_client: Client) -> None:
    url = f"/voice/hazard/at/{district.mill.code}/"
    short = lanes_client.post(url, {"step": "2", "place": "门口", "words": "门", "kind": "fire", "ticket": "t"})
    assert short.status_code == 422
    page = short.content.decode()
    assert "太短了" in page
    assert ("place", "门口") in hidden(page)
    unnamed = lanes_client.post(
        url,
        {"step": "4", "place": "门口", "words": "门锁着出不去", "kind": "fire", "shown": "named"},
    )
    assert "写上姓名" in unnamed.content.decode()
    skipped = lanes_client.post(url, {"step": "4", "shown": "anonymous", "ticket": "t"})
    assert "写上在哪里" in skipped.content.decode()
    for junk in ("", "9999999999999999999999", "-1", "٣"):
        assert lanes_client.post(url, {"step": junk, "go": f"step-{junk}"}).status_code in {200, 422}
    assert not Hazard.objects.exists()


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "打不开"),
        ("a.jpg", b"GIF89a/*<script>*/=1;alert(1)//", "打不开"),
        ("a.exe", b"MZ\x90\x00" * 100, "打不开"),
        ("a.jpg", b"", "打不开"),
    ],
)
def test_hostile_uploads_are_refused_with_a_sentence_and_the_report_is_kept(
    district: District, lanes_client: Client, name: str, body: bytes, why: str
) -> None:
    _hostile(lanes_client, district, SimpleUploadedFile(name, body, "image/jpeg"), why)


def test_a_bomb_and_a_huge_file_are_refused_before_they_unfold(district: District, lanes_client: Client) -> None:
    out = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    _hostile(lanes_client, district, SimpleUploadedFile("b.png", out.getvalue(), "image/png"), "太大")
    huge = SimpleUploadedFile("h.jpg", picture() + bytes(50 * 1024 * 1024), "image/jpeg")
    _hostile(lanes_client, district, huge, "超过 12 MB")


def _hostile(client: Client, district: District, upload: SimpleUploadedFile, why: str) -> None:
    url = f"/voice/hazard/at/{district.mill.code}/"
    typed = {"step": "2", "place": "门口", "words": "门锁着出不去", "kind": "fire", "ticket": "t"}
    answer = client.post(url, {**typed, "photos": [upload, SimpleUploadedFile("p.jpg", picture(), "image/jpeg")]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page
    assert "门锁着出不去" in page
    fields = hidden(page)
    assert len([1 for name, _value in fields if name == "photo"]) == 1  # the good one beside it was kept
    assert Photo.objects.count() == 1
    Photo.objects.all().delete()


def test_a_polyglot_is_drawn_anew_so_that_nothing_of_the_file_is_kept(district: District, lanes_client: Client) -> None:
    body = picture() + b"<?php system($_GET['x']); ?><script>alert(1)</script>PK\x03\x04"
    photo = actions.keep_photo(io.BytesIO(body), len(body))
    kept = bytes(Photo.objects.get(pk=photo.pk).data)
    for secret in (b"php", b"script", b"PK\x03\x04", b"SecretPhone", b"SECRET", b"Exif", b"GPS"):
        assert secret not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()
    answer = lanes_client.get(f"/voice/hazard/photo/{photo.key}/")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert lanes_client.get("/voice/hazard/photo/xxxx/").status_code == 404


def test_very_much_from_one_address_is_slowed_down_and_others_go_on(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowding, "FROM_ONE", 1)
    crowding._counts.clear()
    actions.report(district.mill, SAID, ticket="a", sender="one")
    with pytest.raises(Refused, match="太多"):
        actions.report(district.mill, SAID, ticket="b", sender="one")
    actions.report(district.mill, SAID, ticket="c", sender="two")
    actions.report(district.mill, SAID, ticket="a", sender="one")  # what was received is received


def test_a_place_told_before_places_were_sealed_is_sealed_and_can_come_back(district: District) -> None:
    hazard, told, _code = reported(district.mill)
    Hazard.objects.filter(pk=hazard.pk).update(place="二号炉后面")  # as it was kept then
    Report.objects.filter(pk=told.pk).update(place="")
    Duty.objects.filter(item_id=hazard.pk).update(title="隐患：二号炉后面（火灾）")
    sealing = import_module("unionhall.modules.safety.migrations.0011_old_places_sealed")
    editor = SimpleNamespace(connection=connection)
    sealing.seal(apps, editor)
    told.refresh_from_db()
    hazard.refresh_from_db()
    assert (told.place, hazard.place) == ("二号炉后面", "")
    assert [duty.title for duty in Duty.objects.filter(item_id=hazard.pk)] == [f"隐患：{hazard.site.name}（火灾）"]
    sealing.unseal(apps, editor)
    hazard.refresh_from_db()
    assert hazard.place == "二号炉后面"
