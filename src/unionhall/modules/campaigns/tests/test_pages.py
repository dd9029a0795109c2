"""Pages of campaigns: what a worker and a chair see, and what nobody else does."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.district import NOW, SYSTEM, District
from unionhall.kernel import clock
from unionhall.kernel.actor import Refused
from unionhall.modules.campaigns import actions, api, notices, queries
from unionhall.modules.campaigns.declare import TaskKind
from unionhall.modules.campaigns.models import Campaign, Enrolment, Link, Participant


def landing(link: Link) -> str:
    return reverse("campaigns:landing", args=(link.token,))


def identify(client: Client, link: Link, name: str, tail: str) -> str:
    """Say who one is; the page that follows, without what differs by chance."""
    answer = client.post(landing(link), {"name": name, "tail": tail})
    assert answer.status_code == 302, answer.content.decode()
    assert answer.headers["Location"] == reverse("campaigns:tasks", args=(link.token,))
    page = client.get(answer.headers["Location"]).content.decode()
    return re.sub(r'value="[\w-]{64}"', "", page).replace(name, "NAME")


def test_a_worker_opens_the_link_and_sees_the_next_step(
    district: District, link: Link, task: TaskKind, lanes_client: Client, settings: Any
) -> None:
    settings.SESSION_COOKIE_SECURE = True  # as under https
    page = lanes_client.get(landing(link)).content.decode()
    assert "安全生产知识答卷" in page
    assert "松涧区总工会" in page
    assert "每个车间查一遍" in page
    assert 'name="tail"' in page
    shown = identify(lanes_client, link, "王甲", "0001")
    assert "NAME" in shown
    assert "查一遍车间" in shown
    assert shown.count("btn-primary") == 1
    cookie = lanes_client.cookies[api.CLAIM_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)
    assert lanes_client.get(landing(link)).status_code == 302  # the device goes straight on


def test_nobody_learns_who_is_on_the_roll(district: District, link: Link, task: TaskKind, lanes_client: Client) -> None:
    district.member("王甲", district.mill, phone="13800000001")
    district.member("王乙", district.mill, phone="13800000001")
    district.member("王乙", district.mill, phone="13900000001")
    pages = []
    for name, tail in (("王甲", "0001"), ("王甲", "0002"), ("王乙", "0001"), ("赵某", "0001")):
        lanes_client.cookies.clear()
        pages.append(identify(lanes_client, link, name, tail))
    assert len({re.sub(r">[0-9]{3} [0-9]{3}<", ">CODE<", page) for page in pages}) == 1
    assert len({len(page) for page in pages}) == 1


def test_this_is_not_me(district: District, link: Link, task: TaskKind, lanes_client: Client) -> None:
    identify(lanes_client, link, "王甲", "0001")
    answer = lanes_client.post(reverse("campaigns:not-me", args=(link.token,)))
    assert answer.headers["Location"] == landing(link)
    assert lanes_client.get(landing(link)).status_code == 200
    assert lanes_client.get(reverse("campaigns:tasks", args=(link.token,))).status_code == 302


@pytest.mark.parametrize("tail", ["", "123", "12345", "abcd", "12x4", "١٢٣٤"])
def test_a_wrong_end_is_told_beside_the_field(link: Link, lanes_client: Client, tail: str) -> None:
    page = lanes_client.post(landing(link), {"name": "王甲", "tail": tail}).content.decode()
    assert "后四位" in page
    assert "王甲" in page  # nothing typed is lost


def test_full_width_digits_are_taken(link: Link, lanes_client: Client) -> None:
    assert lanes_client.post(landing(link), {"name": "王甲", "tail": "１２３x"}).status_code == 302


def test_links_that_are_over_revoked_early_or_unknown(enrolment: Enrolment, link: Link, lanes_client: Client) -> None:
    with clock.set_to(NOW + timedelta(days=30)):
        over = lanes_client.get(landing(link))
        assert (over.status_code, "已经结束" in over.content.decode()) == (410, True)
    with clock.set_to(NOW - timedelta(days=5)):
        assert "还没开始" in lanes_client.get(landing(link)).content.decode()
    actions.replace_link(SYSTEM, enrolment)
    revoked = lanes_client.get(landing(link))
    assert (revoked.status_code, "停用" in revoked.content.decode()) == (410, True)
    posted = lanes_client.post(landing(link), {"name": "王甲", "tail": "0001"})
    assert posted.status_code == 410
    assert lanes_client.get(reverse("campaigns:landing", args=("no-such-token",))).status_code == 404


def test_who_has_begun_goes_on_after_the_link_was_replaced(
    enrolment: Enrolment, link: Link, task: TaskKind, lanes_client: Client
) -> None:
    identify(lanes_client, link, "王甲", "0001")
    actions.replace_link(SYSTEM, enrolment)
    assert lanes_client.get(reverse("campaigns:tasks", args=(link.token,))).status_code == 200


def test_the_chair_enrols_and_gets_link_poster_and_text(
    district: District, campaign: Campaign, task: TaskKind, lanes_client: Client
) -> None:
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    assert "安全生产知识答卷" in lanes_client.get(reverse("campaigns:list")).content.decode()
    assert "恒岱机械厂工会" in lanes_client.get(reverse("campaigns:campaign", args=(campaign.pk,))).content.decode()
    where = (campaign.pk, district.mill.code)
    url = reverse("campaigns:unit", args=where)
    assert "报名参加" in lanes_client.get(url).content.decode()
    answer = lanes_client.post(reverse("campaigns:enrol", args=where))
    assert answer.headers["Location"] == url
    page = lanes_client.get(url).content.decode()
    token = Link.objects.get().token
    assert f"https://hall.example.org/c/{token}/" in page
    assert "11月30日" in page
    poster = lanes_client.get(reverse("campaigns:poster", args=where))
    assert poster.headers["Content-Type"] == "application/pdf"
    assert poster.content.startswith(b"%PDF")
    assert lanes_client.post(reverse("campaigns:enrol", args=where)).status_code == 409
    assert "马上停" in lanes_client.get(reverse("campaigns:link", args=where)).content.decode()
    lanes_client.post(reverse("campaigns:link", args=where), {"do": "replace"})
    assert Link.objects.filter(revoked=None).get().token != token
    lanes_client.post(reverse("campaigns:link", args=where), {"do": "stop"})
    assert "开一个新链接" in lanes_client.get(url).content.decode()


def test_the_township_excuses_on_a_page(district: District, campaign: Campaign, lanes_client: Client) -> None:
    lanes_client.force_login(district.account("街道经办", district.east, "officer"))
    where = (campaign.pk, district.mill.code)
    assert "准许这个单位" in lanes_client.get(reverse("campaigns:unit", args=where)).content.decode()
    url = reverse("campaigns:excuse", args=where)
    assert "写上为什么" in lanes_client.post(url, {"reason": ""}).content.decode()
    assert lanes_client.post(url, {"reason": "停产"}).status_code == 302
    assert "停产" in lanes_client.get(reverse("campaigns:unit", args=where)).content.decode()


def test_outsiders_find_nothing(
    district: District, campaign: Campaign, link: Link, task: TaskKind, lanes_client: Client
) -> None:
    where = (campaign.pk, district.mill.code)
    names = ("unit", "enrol", "excuse", "link", "poster")
    urls = [reverse(f"campaigns:{name}", args=where) for name in names]
    for url in urls:
        assert lanes_client.get(url).status_code in (302, 405)
    for account in (district.account("外人"), district.account("邻居", district.shop, "chair")):
        lanes_client.force_login(account)
        assert {lanes_client.get(url).status_code for url in urls} <= {404, 405}
        assert {lanes_client.post(url).status_code for url in urls} <= {404, 405}
        assert link.token not in lanes_client.get(reverse("campaigns:list")).content.decode()
    lanes_client.force_login(district.account("外人二"))
    assert lanes_client.get(reverse("campaigns:campaign", args=(campaign.pk,))).status_code == 404
    assert "安全生产" not in lanes_client.get(reverse("campaigns:list")).content.decode()


def test_an_officer_above_sees_no_names(
    district: District, campaign: Campaign, link: Link, task: TaskKind, lanes_client: Client
) -> None:
    actions.identify(link, name="路人甲", tail="0001")
    lanes_client.force_login(district.account("区经办", district.federation, "officer"))
    page = lanes_client.get(reverse("campaigns:unit", args=(campaign.pk, district.mill.code))).content.decode()
    assert "1 人在名册上没找到" in page
    assert "路人甲" not in page


def test_a_poster_is_refused_where_nobody_could_open_it(
    district: District, link: Link, task: TaskKind, lanes_client: Client, settings: Any
) -> None:
    settings.UNIONHALL_URL = "http://127.0.0.1:8000"
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    where = (link.enrolment.campaign_id, district.mill.code)
    page = lanes_client.get(reverse("campaigns:unit", args=where))
    assert page.status_code == 200
    assert "只有这台电脑自己打得开" in page.content.decode()
    assert lanes_client.get(reverse("campaigns:poster", args=where)).status_code == 409


def test_the_text_for_the_group_says_who_what_until_when(link: Link, task: TaskKind) -> None:
    text = notices.text_for_group(link)
    for part in ("恒岱机械厂工会", "安全生产知识答卷", "每个车间查一遍", "11月30日", f"/c/{link.token}/"):
        assert part in text


def test_the_chair_settles_on_a_page_with_suggestions(district: District, link: Link, lanes_client: Client) -> None:
    alike = district.member("王晓明", district.mill, phone="13800000001")
    district.member("李乙", district.mill, phone="13800000002")
    first = actions.identify(link, name="王小明", tail="9999").participant  # sounds the same
    second = actions.identify(link, name="欧阳未名", tail="9999").participant
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    url = reverse("campaigns:settle", args=(link.enrolment.campaign_id, district.mill.code))
    page = lanes_client.get(url).content.decode()
    assert f'value="{alike.pk}"' in page
    posted = {"tick": [first.pk, second.pk], f"person-{first.pk}": alike.pk, f"name-{second.pk}": "没有这人"}
    wrong = lanes_client.post(url, posted).content.decode()
    assert "名册上没有这个姓名" in wrong
    assert "没有这人" in wrong  # nothing typed is lost
    assert not Participant.objects.filter(person=alike).exists()
    assert lanes_client.post(url, {**posted, f"name-{second.pk}": "李 乙"}).status_code == 302
    assert set(Participant.objects.values_list("person__name", flat=True)) == {"王晓明", "李乙"}


def test_a_personal_link_opens_once_and_leaves_the_address_at_once(
    district: District, link: Link, task: TaskKind, lanes_client: Client
) -> None:
    person = district.member("王甲", district.mill, phone="13800000001")
    begun = actions.identify(link, name="王甲", tail="0001")
    chair = district.actor("郭主席", district.mill, "chair")
    slip = actions.hand_out(chair, link.enrolment, [person], link.expires)[0]
    for _checker in range(2):  # a link checker that opens it uses nothing up
        answer = lanes_client.get(reverse("campaigns:own", args=(slip.token,)))
        assert answer.headers["Location"] == "/own/"
    page = lanes_client.get("/own/").content.decode()
    assert "王甲" not in page
    assert slip.token not in page
    assert lanes_client.post("/own/").headers["Location"] == reverse("campaigns:tasks", args=(link.token,))
    assert api.participants_by_cookie(lanes_client.cookies[api.CLAIM_COOKIE].value) == [begun.participant]
    assert not api.participants_by_cookie(begun.cookie)  # the first phone holds it no longer
    lanes_client.get(reverse("campaigns:own", args=(slip.token,)))
    assert lanes_client.get("/own/").status_code == 404


def test_a_code_of_the_chair_opens_once_and_a_replaced_link_works_a_while(district: District, link: Link) -> None:
    district.member("王甲", district.mill, phone="13800000001")
    begun = actions.identify(link, name="王甲", tail="0001").participant
    chair = district.actor("郭主席", district.mill, "chair")
    code = actions.release(chair, begun)
    assert actions.resume(link, name="王甲", tail="0001", code=code).participant == begun
    with pytest.raises(Refused, match="对不上"):
        actions.resume(link, name="王甲", tail="0001", code=code)
    actions.replace_link(chair, link.enrolment, keep=timedelta(days=3))
    link.refresh_from_db()
    assert queries.link_state(link) == "open"
    with clock.set_to(NOW + timedelta(days=3, minutes=1)):
        assert queries.link_state(link) == "revoked"
