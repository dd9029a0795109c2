"""The desk's pages of people on file twice, walked as an officer walks them."""

from django.test import Client
from django.urls import reverse

from tests.district import SYSTEM, District, identity_number
from unionhall.kernel import clock
from unionhall.kernel.people.actions import change_person
from unionhall.kernel.people.models import Account, Merge
from unionhall.modules.membership.models import Membership

PHONE = "13800000001"


def test_a_pair_is_seen_side_by_side_merged_with_a_reason_and_parted(district: District, lanes_client: Client) -> None:
    one = district.member("王甲", district.mill, phone=PHONE, document_kind="id", document=identity_number(1))
    other = district.member("王甲", district.mill, phone=PHONE, sex="m")
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    roll = lanes_client.get(reverse("membership:unit", args=(district.mill.code,))).content.decode()
    assert "登记了两遍的人（1）" in roll
    listed = lanes_client.get(reverse("membership:duplicates")).content.decode()
    url = reverse("membership:duplicate", args=(one.pk, other.pk))
    assert url in listed
    page = lanes_client.get(url).content.decode()
    assert PHONE not in page
    assert identity_number(1) not in page
    for text in ("不一样", "补上：性别", "两份都有，只算留下的这份", "换过来"):
        assert text in page
    assert "写上凭什么" in lanes_client.post(url, {"reason": ""}).content.decode()
    done = lanes_client.post(url, {"reason": "核对了身份证"}, follow=True).content.decode()
    assert "合成一份了" in done
    assert Membership.objects.open().count() == 1
    # the file that was merged leads to the one that stays
    answer = lanes_client.get(reverse("membership:member", args=(other.pk,)))
    assert answer.headers["Location"] == reverse("membership:member", args=(one.pk,))
    merged = Merge.objects.get()
    back = reverse("membership:merge", args=(merged.pk,))
    assert back in lanes_client.get(reverse("membership:duplicates") + "?view=merged").content.decode()
    assert "写上为什么" in lanes_client.post(back, {"reason": ""}).content.decode()
    assert "又分成两份了" in lanes_client.post(back, {"reason": "是父子"}, follow=True).content.decode()
    assert Membership.objects.open().count() == 2
    lanes_client.post(url, {"apart": "1"})
    assert url not in lanes_client.get(reverse("membership:duplicates")).content.decode()


def test_what_speaks_against_it_stands_beside_the_button(district: District, lanes_client: Client) -> None:
    one = district.member("王甲", district.mill, phone=PHONE, document_kind="id", document=identity_number(1))
    other = district.member("王甲", district.mill, phone=PHONE, document_kind="id", document=identity_number(3))
    for person in (one, other):
        Account.objects.create(person=person, login=f"l{person.pk}", state="active", created=clock.now())
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    url = reverse("membership:duplicate", args=(one.pk, other.pk))
    page = lanes_client.get(url).content.decode()
    assert "先停用一个" in page
    assert "证件号不一样" in page
    assert "先停用一个" in lanes_client.post(url, {"reason": "核对了"}).content.decode()
    assert not Merge.objects.exists()


def test_nobody_outside_finds_the_pair(district: District, lanes_client: Client) -> None:
    one, other = (district.member("王甲", district.mill, phone=PHONE) for _ in range(2))
    third = district.member("王甲", district.shop, phone=PHONE)
    urls = [reverse("membership:duplicate", args=(one.pk, each.pk)) for each in (other, third)]
    for unit, office in ((district.shop, "chair"), (district.east, "officer"), (district.federation, "chair")):
        lanes_client.force_login(district.account("别人", unit, office))
        assert {lanes_client.get(url).status_code for url in urls} == {404}
        assert {lanes_client.post(url, {"reason": "x"}).status_code for url in urls} == {404}
        assert "王甲" not in lanes_client.get(reverse("membership:duplicates")).content.decode()
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    assert lanes_client.get(urls[1]).status_code == 404
    change_person(SYSTEM, other, {"phone": "13800000002"})
    assert lanes_client.get(urls[0]).status_code == 404  # the name alone makes no pair
