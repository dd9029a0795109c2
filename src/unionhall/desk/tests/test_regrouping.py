"""A merger and a split with all that hangs on a union: members, work, offices, campaigns, figures."""

from datetime import timedelta

import pytest

from tests.lanes_client import LanesClient
from unionhall.desk.tests.conftest import SYSTEM, Hall, sit
from unionhall.kernel import clock
from unionhall.kernel.access import actions as access
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.facts import actions as facts_actions
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.models import Presence, Snapshot
from unionhall.kernel.org import doctor, merging
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.actions import NewUnit
from unionhall.kernel.org.models import Placement, Succession, Unit
from unionhall.kernel.org.plans import Merger, Split, SplitOff
from unionhall.kernel.procedures.models import Duty
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns import queries as campaign_queries
from unionhall.modules.campaigns.models import Campaign, Enrolment, Link
from unionhall.modules.membership import actions as membership
from unionhall.modules.membership import api as membership_api
from unionhall.modules.membership.actions import joining, transfers
from unionhall.modules.membership.models import Application, Membership, Transfer


def merger(hall: Hall, **more: object) -> Merger:
    return Merger((hall.mill,), hall.shop, clock.today(), "东总〔2026〕3号", **more)  # type: ignore[arg-type]


def _one_part(hall: Hall) -> tuple[SplitOff, ...]:
    new = NewUnit("恒岱二厂工会", "grassroots", hall.mill)
    return (SplitOff(new, person_ids=frozenset([hall.members[0].pk])),)


def test_members_go_over_on_the_day_and_nobody_is_lost(hall: Hall) -> None:
    before = Membership.objects.open().count()
    merging.merge(SYSTEM, merger(hall))
    assert Membership.objects.open().count() == before
    assert {each.unit for each in Membership.objects.open().select_related("unit")} == {hall.shop}
    first = hall.members[0]
    assert membership_api.unit_of(first) == hall.shop
    assert membership_api.match(hall.shop, first.name, first.phone[-4:]) == first
    assert membership_api.match(hall.mill, first.name, first.phone[-4:]) is None


def test_the_unit_ends_and_knows_its_successor(hall: Hall) -> None:
    merging.merge(SYSTEM, merger(hall))
    hall.mill.refresh_from_db()
    assert hall.mill.state == Unit.State.ENDED
    assert not Placement.objects.open().filter(unit=hall.mill).exists()
    went = Succession.objects.get(unit=hall.mill)
    assert (went.successor, went.is_whole) == (hall.shop, True)
    assert doctor.check() == []


def test_offices_end_or_are_carried_on(hall: Hall) -> None:
    access.appoint(SYSTEM, person=hall.members[0], unit=hall.mill, office="organiser")
    carried = Appointment.objects.get(unit=hall.mill, office="organiser")
    merging.merge(SYSTEM, merger(hall, carried=frozenset([carried.pk])))
    assert actor_for(hall.cleo).seats == ()
    assert [seat.unit_id for seat in actor_for(hall.members[0]).seats] == [hall.shop.pk]


def test_a_second_chair_is_not_carried_on(hall: Hall) -> None:
    chair = Appointment.objects.get(unit=hall.mill, office="chair")
    with pytest.raises(Refused, match="已经有主席"):
        merging.merge(SYSTEM, merger(hall, carried=frozenset([chair.pk])))
    assert Unit.objects.get(pk=hall.mill.pk).state == Unit.State.STANDING


def test_two_become_one_new_union(hall: Hall) -> None:
    new = NewUnit("恒杉联合食品机械工会", "grassroots", hall.east)
    into = merging.merge(SYSTEM, Merger((hall.mill, hall.shop), new, clock.today(), "批复"))
    assert org_queries.superiors(into)[-1] == hall.east
    assert Membership.objects.open().filter(unit=into).count() == len(hall.members)
    assert doctor.check() == []


def test_only_who_stands_above_both_may(hall: Hall) -> None:
    across = Merger((hall.mill,), hall.yard, clock.today(), "批复")
    with pytest.raises(Denied):
        merging.merge(actor_for(hall.ben), across)  # the yard is under another town
    with pytest.raises(Refused, match="由上级工会来办"):
        merging.merge(actor_for(hall.cleo), Split(hall.mill, _one_part(hall), clock.today(), "批复"))
    merging.merge(actor_for(hall.ana), across)


def test_the_preview_says_what_will_be(hall: Hall, campaign: Campaign) -> None:
    seen = merging.preview(actor_for(hall.ben), merger(hall))
    assert seen.reasons == ()
    told = {effect.label: effect.count for effect in seen.effects}
    assert told["恒岱机械厂工会的会员"] == len(hall.members)
    assert told["撤销单位的职务"] == 1
    assert told["专项行动：查隐患、保安全"] == 1
    assert Membership.objects.open().filter(unit=hall.mill).count() == len(hall.members)


def test_applications_and_transfers_follow(hall: Hall) -> None:
    link = joining.open_link(SYSTEM, hall.mill)
    joining.apply_to_join(
        link,
        {
            "name": "新来的",
            "phone": "13811112222",
            "document": "",
            "document_kind": "",
            "sex": "",
            "born": None,
            "group": "",
        },
    )
    transfers.ask(SYSTEM, hall.members[0], hall.yard)
    between = transfers.ask(SYSTEM, hall.members[1], hall.shop)
    merging.merge(SYSTEM, merger(hall))
    assert Application.objects.get().unit == hall.shop
    assert Transfer.objects.get(receiving=hall.yard).giving == hall.shop
    assert Transfer.objects.get(pk=between.pk).state == "lapsed"
    assert set(Duty.objects.open().values_list("unit", flat=True)) == {hall.shop.pk}
    link.refresh_from_db()
    assert link.closed is not None


def test_a_running_campaign_goes_on_at_the_successor_and_counts_stay(hall: Hall, papers: Campaign) -> None:
    assert papers.reckoning is not None
    counted = Presence.objects.count()
    printed = Link.objects.get(enrolment__campaign=papers)
    old = Enrolment.objects.get(campaign=papers, unit=hall.mill)
    link = campaigns.enrol(SYSTEM, Enrolment.objects.get(campaign=papers, unit=hall.shop))
    merging.merge(SYSTEM, merger(hall))
    assert Presence.objects.count() == counted
    assert not old.links.filter(revoked=None).exists()
    sit(link, hall.members[6], right=True)  # who has not taken part yet comes through the successor
    sit(link, hall.members[0], right=True)  # who has is one person still
    assert Presence.objects.count() == counted + 1
    assert facts_actions.recount() == []
    page = LanesClient().get(f"/c/{printed.token}/").content.decode()
    assert f"/c/{link.token}/" in page  # the old poster still leads in
    shown = campaign_queries.enrolments_of(actor_for(hall.ben), papers)
    assert {each.unit for each in shown} == {hall.mill, hall.shop}


def test_a_new_union_takes_part_at_once_in_what_its_sources_do(hall: Hall, papers: Campaign) -> None:
    new = NewUnit("恒杉工会", "grassroots", hall.east)
    into = merging.merge(SYSTEM, Merger((hall.mill, hall.shop), new, clock.today(), "批复"))
    taking_part = Enrolment.objects.get(campaign=papers, unit=into)
    assert taking_part.state == "enrolled"
    assert taking_part.links.filter(revoked=None).count() == 1
    assert Enrolment.objects.get(campaign=papers, unit=hall.shop).state == "excused"
    assert facts_actions.recount() == []


def test_a_finished_reckoning_does_not_change(hall: Hall, papers: Campaign) -> None:
    assert papers.reckoning is not None
    facts_actions.close(SYSTEM, papers.reckoning, reason="试一试")
    frozen = list(Snapshot.objects.order_by("pk").values())
    figure = facts.figures(SYSTEM, ["campaigns.people"], hall.federation, papers.reckoning)["campaigns.people"]
    merging.merge(SYSTEM, merger(hall))
    assert list(Snapshot.objects.order_by("pk").values()) == frozen
    again = facts.figures(SYSTEM, ["campaigns.people"], hall.federation, papers.reckoning)["campaigns.people"]
    assert (again.value, again.n, again.m) == (figure.value, figure.n, figure.m)


def test_a_split_takes_the_chosen_people_and_leaves_the_rest(hall: Hall, papers: Campaign) -> None:
    chosen = frozenset(person.pk for person in hall.members[:3])
    part = SplitOff(NewUnit("恒岱二厂工会", "grassroots", hall.east), person_ids=chosen)
    (new,) = merging.split(SYSTEM, Split(hall.mill, (part,), clock.today(), "批复"))
    assert set(Membership.objects.open().filter(unit=new).values_list("person", flat=True)) == chosen
    assert Membership.objects.open().filter(unit=hall.mill).count() == len(hall.members) - 3
    assert Unit.objects.get(pk=hall.mill.pk).state == Unit.State.STANDING
    assert Enrolment.objects.get(campaign=papers, unit=new).state == "enrolled"
    assert Enrolment.objects.get(campaign=papers, unit=hall.mill).links.filter(revoked=None).exists()
    assert doctor.check() == []
    assert facts_actions.recount() == []


def test_a_split_of_somebody_else_is_refused(hall: Hall) -> None:
    part = SplitOff(NewUnit("恒岱二厂工会", "grassroots", hall.east), person_ids=frozenset([hall.dora.pk]))
    with pytest.raises(Refused, match="已经不在恒岱机械厂工会的名册上"):
        merging.split(SYSTEM, Split(hall.mill, (part,), clock.today(), "批复"))


def test_no_day_before_the_roll_changed_and_none_to_come(hall: Hall) -> None:
    membership.leave(SYSTEM, Membership.objects.get(person=hall.members[0]), reason="调走")
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(Refused, match="日期还没到"):
        merging.merge(SYSTEM, Merger((hall.mill,), hall.shop, tomorrow, "批复"))


def test_a_union_with_members_needs_one_with_members(hall: Hall) -> None:
    with pytest.raises(Refused, match="没有自己的会员"):
        merging.merge(SYSTEM, Merger((hall.mill,), hall.west, clock.today(), "批复"))


def test_a_caller_finishes_its_campaign_first(hall: Hall, campaign: Campaign) -> None:
    campaigns.launch(
        SYSTEM,
        hall.east,
        name="东街行动",
        since=clock.today(),
        until=clock.today() + timedelta(days=5),
        enrol_until=clock.today() + timedelta(days=2),
    )
    with pytest.raises(Refused, match="东街行动"):
        merging.merge(SYSTEM, Merger((hall.east,), hall.west, clock.today(), "批复"))
