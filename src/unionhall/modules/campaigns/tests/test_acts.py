"""What units report: recorded once, counted as reported, changed and withdrawn together with its facts."""

import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from PIL import Image

from tests.district import NOW, SYSTEM, District
from unionhall.kernel import clock
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.facts import actions as fact_actions
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.declare import measures
from unionhall.kernel.org import actions as org
from unionhall.modules.campaigns import actions, queries
from unionhall.modules.campaigns.actions import NewAct
from unionhall.modules.campaigns.models import Act, Campaign, Enrolment, Link

LECTURE = NewAct("lecture", date(2026, 11, 10), "二车间休息室", people=86, words="讲了五条")
LEAFLETS = NewAct("material", date(2026, 11, 9), "南门", copies=1200)


def picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0")
    out.seek(0)
    return out


def told(campaign: Campaign, unit: object) -> list[object]:
    keys = ("campaigns.acts", "campaigns.acts/lecture", "campaigns.reached", "campaigns.copies")
    return [one.value for one in facts.figures(SYSTEM, keys, unit, campaign.reckoning).values()]  # type: ignore[arg-type]


def test_an_act_is_counted_as_reported(district: District, enrolment: Enrolment, link: Link) -> None:
    chair = district.actor("郭主席", district.mill, "chair")
    actions.report(chair, enrolment.campaign, enrolment.unit, LECTURE)
    actions.report(chair, enrolment.campaign, enrolment.unit, LEAFLETS)
    assert told(enrolment.campaign, district.federation) == [2, 1, 86, 1200]
    assert all(measures[key].is_reported for key in ("campaigns.acts", "campaigns.reached", "campaigns.copies"))
    assert not measures["campaigns.people"].is_reported
    assert not fact_actions.recount()


def test_who_may_not_report(district: District, enrolment: Enrolment) -> None:
    for by in (
        district.actor("邻居", district.shop, "chair"),
        district.actor("街道经办", district.east, "officer"),  # a union reports what it held itself
    ):
        with pytest.raises(Denied):
            actions.report(by, enrolment.campaign, enrolment.unit, LECTURE)
    assert not Act.objects.exists()


def test_a_union_above_reports_what_it_held_itself(
    district: District, enrolment: Enrolment, link: Link, lanes_client: Client
) -> None:
    campaign = enrolment.campaign
    officer = district.actor("街道经办", district.east, "officer")
    actions.report(officer, campaign, district.east, LECTURE)
    actions.report(SYSTEM, campaign, district.mill, LECTURE)
    assert told(campaign, district.east) == told(campaign, district.federation) == [2, 2, 172, None]
    assert told(campaign, district.mill) == [1, 1, 86, None]
    below = facts.by_child(SYSTEM, ["campaigns.acts"], district.east, campaign.reckoning)
    assert sum(found["campaigns.acts"].value or 0 for _unit, found in below) == 1  # the township's own is its own
    assert not fact_actions.recount()
    with pytest.raises(Denied):  # nobody asked stands there
        actions.report(
            SYSTEM, campaign, org.found(SYSTEM, name="新街道", kind="township", parent=district.federation), LECTURE
        )
    lanes_client.force_login(district.account("街道经办二", district.east, "officer"))
    page = lanes_client.get(reverse("campaigns:campaign", args=(campaign.pk,))).content.decode()
    new = reverse("campaigns:act-new", args=(campaign.pk, district.east.code))
    assert new in page
    assert "二车间休息室" in page
    typed = {"kind": "lecture", "day": "2026-11-10", "place": "街道礼堂"}
    assert lanes_client.post(new, typed).headers["Location"] == reverse("campaigns:campaign", args=(campaign.pk,))
    assert told(campaign, district.east)[0] == 3
    rows = f"/desk/figures/campaigns.acts/?unit={district.east.code}&campaign={campaign.pk}"
    assert "本级自己的" in lanes_client.get(rows).content.decode()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"kind": "party"}, "选一种"),
        ({"day": date(2026, 11, 11)}, "还没到"),
        ({"day": date(2026, 11, 1)}, "只记这些天"),
        ({"place": " "}, "在哪里"),
        ({"people": -1}, "写 0 到"),
        ({"kind": "material", "copies": None}, "多少份"),
    ],
)
def test_acts_that_can_not_be(enrolment: Enrolment, changed: dict[str, object], says: str) -> None:
    whole = {"kind": "lecture", "day": date(2026, 11, 10), "place": "食堂", **changed}
    with pytest.raises(Refused, match=says):
        actions.report(SYSTEM, enrolment.campaign, enrolment.unit, NewAct(**whole))  # type: ignore[arg-type]


def test_a_change_and_a_withdrawal_take_the_facts_along(district: District, enrolment: Enrolment, link: Link) -> None:
    act = actions.report(SYSTEM, enrolment.campaign, enrolment.unit, LECTURE)
    act = actions.change_act(SYSTEM, act, NewAct("training", date(2026, 11, 9), "食堂", people=0))
    assert told(enrolment.campaign, district.mill) == [1, None, 0, None]  # 0 people is not nothing
    assert (
        facts.rows(SYSTEM, "campaigns.acts", district.mill, reckoning=enrolment.campaign.reckoning).get().day == act.day
    )
    with pytest.raises(Refused, match="为什么"):
        actions.withdraw_act(SYSTEM, act, reason="")
    actions.withdraw_act(SYSTEM, act, reason="记重了")
    assert told(enrolment.campaign, district.mill) == [None] * 4
    with pytest.raises(Refused, match="已经撤回"):
        actions.change_act(SYSTEM, act, LECTURE)
    assert not fact_actions.recount()


def test_what_comes_after_the_closing_is_late(district: District, enrolment: Enrolment, link: Link) -> None:
    act = actions.report(SYSTEM, enrolment.campaign, enrolment.unit, LECTURE)
    reckoning = enrolment.campaign.reckoning
    assert reckoning is not None
    fact_actions.close(SYSTEM, reckoning, reason="试一试")
    actions.change_act(SYSTEM, act, NewAct("lecture", act.day, "食堂", people=90))
    actions.report(SYSTEM, enrolment.campaign, enrolment.unit, LEAFLETS)
    assert told(enrolment.campaign, district.federation) == [1, 1, 86, None]
    assert facts.late(SYSTEM, "campaigns.reached", district.federation, reckoning) == 4
    assert facts.late(SYSTEM, "campaigns.copies", district.federation, reckoning) == 1200
    assert not fact_actions.recount()


def test_a_proof_is_drawn_anew_and_shown_to_who_may_see_the_act(
    district: District, enrolment: Enrolment, lanes_client: Client
) -> None:
    act = actions.report(SYSTEM, enrolment.campaign, enrolment.unit, LECTURE, picture())
    bare = actions.report(SYSTEM, enrolment.campaign, enrolment.unit, LEAFLETS)
    assert b"Exif" not in queries.proof_file(act.proof).read_bytes()
    assert list(queries.unproven(SYSTEM, enrolment.campaign, district.east)) == [bare]
    lanes_client.force_login(district.account("区经办", district.federation, "officer"))
    shown = lanes_client.get(reverse("campaigns:act-proof", args=(act.pk,)))
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    lanes_client.force_login(district.account("邻居", district.shop, "chair"))
    assert lanes_client.get(reverse("campaigns:act-proof", args=(act.pk,))).status_code == 404
    on_paper = actions.report(
        SYSTEM, enrolment.campaign, enrolment.unit, LECTURE, io.BytesIO(b"%PDF-1.7\n1 0 obj\n%%EOF\n")
    )
    lanes_client.force_login(district.account("另一经办", district.federation, "officer"))
    shown = lanes_client.get(reverse("campaigns:act-proof", args=(on_paper.pk,)))
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "application/pdf")
    assert shown.headers["Content-Disposition"].startswith("attachment")  # never as a page of ours
    assert "打开 PDF" in lanes_client.get(on_paper.get_absolute_url()).content.decode()
    with pytest.raises(Refused, match="不完整"):
        actions.report(SYSTEM, enrolment.campaign, enrolment.unit, LECTURE, io.BytesIO(b"%PDF-1.7\nhalf"))
    with pytest.raises(Refused, match="打不开"):
        actions.report(SYSTEM, enrolment.campaign, enrolment.unit, LECTURE, io.BytesIO(b"MZ no picture"))


def test_the_pages_of_an_act(district: District, enrolment: Enrolment, link: Link, lanes_client: Client) -> None:
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    new = reverse("campaigns:act-new", args=(enrolment.campaign_id, district.mill.code))
    typed = {"kind": "lecture", "day": "2026-12-01", "place": "二车间", "people": "86", "words": "讲了"}
    wrong = lanes_client.post(new, typed).content.decode()
    assert "还没到这一天" in wrong
    assert "二车间" in wrong  # nothing typed is lost
    done = lanes_client.post(new, {**typed, "day": "2026-11-10"})
    assert done.headers["Location"] == reverse("campaigns:unit", args=(enrolment.campaign_id, district.mill.code))
    act = Act.objects.get()
    assert "上报" in lanes_client.get(act.get_absolute_url()).content.decode()
    change = reverse("campaigns:act-change", args=(act.pk,))
    assert 'value="86"' in lanes_client.get(change).content.decode()
    lanes_client.post(reverse("campaigns:act-withdraw", args=(act.pk,)), {"reason": "记重了"})
    assert "撤回" in lanes_client.get(act.get_absolute_url()).content.decode()


class Histories(TestCase):
    """Whatever is reported, changed and withdrawn: figures are the sum of what stands, and a recount finds nothing."""

    enrolment: Enrolment

    @classmethod
    def setUpTestData(cls) -> None:
        with clock.set_to(NOW):
            top = org.found(SYSTEM, name="总工会", kind="federation", parent=None, code="1")
            org.found(SYSTEM, name="厂工会", kind="grassroots", parent=top)
            days = {"since": date(2026, 11, 1), "until": NOW.date(), "enrol_until": NOW.date()}
            campaign = actions.launch(SYSTEM, top, name="行动", **days)
        found = Enrolment.objects.select_related("unit", "campaign__reckoning", "campaign__unit")
        cls.enrolment = found.get(campaign=campaign)

    def setUp(self) -> None:
        self.enterContext(clock.set_to(NOW))

    @settings(max_examples=8, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["report", "change", "withdraw"]),
                st.sampled_from(["lecture", "visit"]),
                st.integers(0, 2),
                st.none() | st.integers(0, 90),
            ),
            max_size=8,
        )
    )
    def test_sums(self, steps: list[tuple[str, str, int, int | None]]) -> None:
        enrolment, today = self.enrolment, clock.today()
        standing: list[Act] = []
        for step, kind, back, people in steps:
            new = NewAct(kind, today - timedelta(days=back), "某处", people)
            if step == "report" or not standing:
                standing.append(actions.report(SYSTEM, enrolment.campaign, enrolment.unit, new))
            elif step == "change":
                standing[0] = actions.change_act(SYSTEM, standing[0], new)
            else:
                actions.withdraw_act(SYSTEM, standing.pop(), reason="错了")
        counted = [act.people for act in standing if act.people is not None]
        lectures = sum(act.kind == "lecture" for act in standing)
        assert told(enrolment.campaign, enrolment.campaign.unit) == [
            len(standing) or None,
            lectures or None,
            sum(counted) if counted else None,
            None,
        ]
        assert not fact_actions.recount()
