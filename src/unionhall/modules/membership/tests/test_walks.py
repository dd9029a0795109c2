"""The desk's pages on which a member is added, put right, kept, ended, sent: walked as an officer walks them."""

from django.test import Client
from django.urls import reverse

from tests.district import District, identity_number
from unionhall.kernel.people.models import Person
from unionhall.modules.membership.models import Membership, Transfer


def _new(**known: str) -> dict[str, str]:
    return {"name": "王甲", "document_kind": "id", "since": "2026-11-10", **known}


def test_a_chair_adds_somebody_and_what_is_wrong_keeps_what_was_typed(district: District, lanes_client: Client) -> None:
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    url = reverse("membership:add", args=(district.mill.code,))
    assert "登记一名会员" in lanes_client.get(url).content.decode()
    wrong = lanes_client.post(url, _new(document="110101199001010010", phone="１３８ 0000 0001")).content.decode()
    assert "有一位不对" in wrong
    assert "王甲" in wrong
    assert "至少写一个" in lanes_client.post(url, _new()).content.decode()
    page = lanes_client.post(url, _new(document=identity_number(1), phone="１３８ 0000 0001"), follow=True)
    assert "王甲登记好了" in page.content.decode()
    person = Membership.objects.get().person
    assert (person.phone, person.sex) == ("13800000001", "m")
    assert "已经在本单位" in lanes_client.post(url, _new(document=identity_number(1))).content.decode()


def test_somebody_from_elsewhere_is_asked_for_and_answered(district: District, lanes_client: Client) -> None:
    person = district.member("王甲", district.mill, document_kind="id", document=identity_number(1))
    lanes_client.force_login(district.account("葛主席", district.shop, "chair"))
    url = reverse("membership:add", args=(district.shop.code,))
    page = lanes_client.post(url, _new(document=identity_number(1))).content.decode()
    assert "请原工会转来" in page
    answer = lanes_client.post(url, _new(document=identity_number(1), ask="1"))
    transfer = Transfer.objects.get()
    assert answer.headers["Location"] == transfer.get_absolute_url()
    asked = lanes_client.get(transfer.get_absolute_url()).content.decode()
    assert "撤回" in asked
    assert "本会规定" in asked
    assert lanes_client.post(transfer.get_absolute_url(), {"step": "accept"}).status_code == 409
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    assert "正在转会" in lanes_client.get(reverse("membership:member", args=(person.pk,))).content.decode()
    inbox = lanes_client.get(reverse("desk:inbox")).content.decode()
    assert transfer.get_absolute_url() in inbox
    refused = lanes_client.post(transfer.get_absolute_url(), {"step": "refuse", "reason": ""}).content.decode()
    assert "写上为什么不同意" in refused
    lanes_client.post(transfer.get_absolute_url(), {"step": "accept"})
    assert Membership.objects.open().get().unit == district.shop
    done = lanes_client.get(reverse("membership:transfers") + "?view=decided").content.decode()
    assert "王甲" in done
    assert "已转" in done
    assert lanes_client.get(reverse("membership:member", args=(person.pk,))).status_code == 404


def test_a_member_is_edited_kept_resumed_sent_and_ended(district: District, lanes_client: Client) -> None:
    person = district.member("王甲", district.mill, phone="13800000001")
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))

    def post(page_name: str, **said: str) -> str:
        url = reverse(f"membership:{page_name}", args=(person.pk,))
        page = lanes_client.get(url).content.decode()
        assert "13800000001" not in page
        return lanes_client.post(url, said, follow=True).content.decode()

    assert "改了：姓名、工会小组" in post("edit", name="王佳", group="二组", document_kind="id")
    assert Person.objects.get(pk=person.pk).phone == "13800000001"  # an empty field leaves it
    assert "没有改动" in post("edit", name="王佳", group="二组", document_kind="id")
    assert "会籍保留" in post("keep", cause="retired", on="2026-11-10", reason="退休证")
    assert "办好了，会籍恢复" in post("resume", on="2026-11-10", reason="返聘")
    assert "找不到这个工会" in post("send", unit="没有的工会")
    assert "等启禾纺织工会答复" in post("send", unit="启禾纺织工会")
    assert "不能晚于今天" in post("leave", cause="left", on="2026-12-01", reason="本人申请")
    assert "已经离会" in post("leave", cause="left", on="2026-11-10", reason="本人申请")
    assert lanes_client.get(reverse("membership:edit", args=(person.pk,))).status_code == 404
    assert Transfer.objects.get().state == "lapsed"


def test_whoever_does_not_keep_the_roll_finds_none_of_these_pages(district: District, lanes_client: Client) -> None:
    person = district.member("王甲", district.mill)
    names = ("edit", "leave", "keep", "resume", "send")
    urls = [reverse(f"membership:{name}", args=(person.pk,)) for name in names]
    urls.append(reverse("membership:add", args=(district.mill.code,)))
    for unit, office in ((district.shop, "chair"), (district.east, "officer"), (district.federation, "chair")):
        lanes_client.force_login(district.account("别人", unit, office))
        assert {lanes_client.get(url).status_code for url in urls} == {404}
        assert {lanes_client.post(url, {"name": "x"}).status_code for url in urls} == {404}
