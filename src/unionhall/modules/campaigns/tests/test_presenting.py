"""A campaign's words and picture: formatted, safe, shown to units and workers, put right by who called."""

import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.district import SYSTEM, District
from unionhall.kernel.actor import Denied, Refused
from unionhall.modules.campaigns import actions
from unionhall.modules.campaigns.models import Campaign, Link

WORDS = "**每个车间**查一遍。\n\n- 先看出口\n- 再看配电箱\n\n<script>alert(1)</script> ![x](https://elsewhere.example/x.png)"


def picture(width: int = 1800, height: int = 900) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(out, "JPEG")
    out.seek(0)
    return out


def test_units_and_workers_see_words_and_picture(district: District, link: Link, lanes_client: Client) -> None:
    campaign = actions.present(SYSTEM, link.enrolment.campaign, theme=WORDS, cover=picture())
    assert campaign.cover_size == ("960", "480")  # small enough for a phone
    cover = reverse("campaigns:cover", args=(campaign.cover,))
    landing = reverse("campaigns:landing", args=(link.token,))
    worker = lanes_client.get(landing).content.decode()
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    chair = lanes_client.get(reverse("campaigns:unit", args=(campaign.pk, district.mill.code))).content.decode()
    for page in (worker, chair):
        assert "<strong>每个车间</strong>" in page
        assert "<li>先看出口</li>" in page
        assert f'src="{cover}" width="960" height="480"' in page
        assert "<script>alert" not in page
        assert "elsewhere.example" not in page
    shown = Client().get(cover)
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert Client().get(cover, headers={"if-none-match": shown.headers["ETag"]}).status_code == 304
    assert Client().get(cover.replace("960x", "961x")).status_code == 404
    actions.present(SYSTEM, campaign, theme="另一句", takes_off=True)
    assert "另一句" in (page := Client().get(landing).content.decode())
    assert cover not in page


def test_only_who_called_puts_it_right(district: District, campaign: Campaign, lanes_client: Client) -> None:
    with pytest.raises(Denied):
        actions.present(district.actor("街道经办", district.east, "officer"), campaign, theme="别的")
    with pytest.raises(Refused, match="打不开"):
        actions.present(SYSTEM, campaign, theme="好", cover=io.BytesIO(b"MZ"))
    lanes_client.force_login(district.account("区经办", district.federation, "officer"))
    page = reverse("campaigns:present", args=(campaign.pk,))
    wrong = lanes_client.post(page, {"theme": ""}).content.decode()
    assert "写上要大家做什么" in wrong
    wrong = lanes_client.post(page, {"theme": "写好的话", "cover": io.BytesIO(b"MZ")}).content.decode()
    assert "打不开" in wrong
    assert "写好的话" in wrong  # nothing typed is lost
    assert lanes_client.post(page, {"theme": "写好的话", "cover": picture()}).status_code == 302
    campaign.refresh_from_db()
    assert campaign.theme == "写好的话"
    assert campaign.cover
    assert campaign.since == date(2026, 11, 9)
