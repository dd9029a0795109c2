"""The desk's pages of the roll, for those who may and for those who must not know that they are there."""

from django.test import Client
from django.urls import reverse

from tests.district import District, identity_number
from unionhall.kernel.journal.models import Line


def test_the_chair_reads_names_and_masked_numbers(district: District, lanes_client: Client) -> None:
    district.member("王甲", district.mill, phone="13800001234", document_kind="id", document=identity_number(1))
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    answer = lanes_client.get(reverse("membership:members"))
    assert answer.headers["Location"] == reverse("membership:unit", args=("119900-01-001",))
    page = lanes_client.get(answer.headers["Location"]).content.decode()
    assert "王甲" in page
    assert "138****1234" in page
    assert "13800001234" not in page
    assert identity_number(1) not in page
    assert "王甲" in lanes_client.get(answer.headers["Location"] + "?name=甲").content.decode()
    assert "没有姓名里带" in lanes_client.get(answer.headers["Location"] + "?name=乙").content.decode()


def test_one_number_is_seen_against_a_reason_that_stays(district: District, lanes_client: Client) -> None:
    person = district.member("王甲", district.mill, phone="13800001234")
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    url = reverse("membership:member", args=(person.pk,))
    assert "13800001234" not in lanes_client.get(url).content.decode()
    refused = lanes_client.post(url, {"field": "phone"}).content.decode()
    assert "13800001234" not in refused
    assert "本人看得到" in refused
    shown = lanes_client.post(url, {"field": "phone", "why": "通知领慰问品"}).content.decode()
    assert "13800001234" in shown
    assert "通知领慰问品" in lanes_client.get(url).content.decode()
    assert Line.objects.filter(verb="people.seen").count() == 1


def test_outsiders_find_nothing(district: District, lanes_client: Client) -> None:
    person = district.member("王甲", district.mill)
    urls = [reverse("membership:unit", args=("119900-01-001",)), reverse("membership:member", args=(person.pk,))]
    for url in urls:
        assert lanes_client.get(url).status_code == 302  # to the door
    for account in (
        district.account("外人"),
        district.account("邻居", district.shop, "chair"),
        district.account("区经办", district.federation, "officer"),
    ):
        lanes_client.force_login(account)
        assert "王甲" not in lanes_client.get(reverse("membership:members"), follow=True).content.decode()
        assert [lanes_client.get(url).status_code for url in urls] == [404, 404]
    assert lanes_client.get(reverse("membership:unit", args=("no-such",))).status_code == 404
