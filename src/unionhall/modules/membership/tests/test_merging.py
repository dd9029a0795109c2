"""Two files of one person made one and two again: nothing is lost, nobody is counted twice, the books agree."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.district import SYSTEM, District, identity_number
from unionhall.kernel import clock
from unionhall.kernel.access import actions as access
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts import queries as figures
from unionhall.kernel.facts.models import Presence
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import accounts, merging
from unionhall.kernel.people import queries as people
from unionhall.kernel.people.actions import NewPerson, add_people, change_person
from unionhall.kernel.people.models import Account, Merge, Person
from unionhall.kernel.search import doctor
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Campaign, Enrolment, Participant
from unionhall.modules.membership import actions, api
from unionhall.modules.membership.actions import duplicates
from unionhall.modules.membership.actions.spans import without
from unionhall.modules.membership.models import Membership
from unionhall.modules.membership.queries import duplicates as queries

PHONE = "13800000001"
LOOSE = {
    "facts.Presence",
    "search.Entry",
}  # rows that are written anew: their ids tell nothing
SAME = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def everything() -> dict[str, list[str]]:
    """All rows of all tables, apart from the journal and the merges themselves."""
    found = {}
    for model in apps.get_models():
        label = model._meta.label
        if not model.__module__.startswith("unionhall.") or label in {"people.Merge"} or label.startswith("journal."):
            continue
        names = [f.attname for f in model._meta.concrete_fields if not (label in LOOSE and f.primary_key)]
        found[label] = sorted(str(row) for row in model._base_manager.values_list(*names))
    return found


def _two(district: District, **known: Any) -> tuple[Person, Person]:
    one, other = add_people(SYSTEM, [NewPerson("王甲", phone=PHONE, **known), NewPerson("王甲", phone=PHONE)])
    return one, other


def _campaign(district: District, name: str) -> tuple[Campaign, Enrolment]:
    today = clock.today()
    campaign = campaigns.launch(
        SYSTEM, district.federation, name=name, since=today, until=today + timedelta(60), enrol_until=today
    )
    enrolment = Enrolment.objects.select_related("campaign", "unit").get(campaign=campaign, unit=district.mill)
    campaigns.enrol(SYSTEM, enrolment)
    return campaign, enrolment


def _take_part(enrolment: Enrolment, person: Person) -> Participant:
    made = campaigns.identify(enrolment.links.get(), name="王甲", tail="9999").participant
    Participant.objects.filter(pk=made.pk).update(person=person, state=Participant.State.MATCHED)
    made = Participant.objects.select_related("enrolment__campaign").get(pk=made.pk)
    campaigns.took_part(made, f"test.Act:{made.pk}")
    return made


def _act(kind: str, who: Person, place: int, district: District, enrolments: list[Enrolment]) -> None:
    """One thing that happens to a file; what the house refuses does not happen."""
    unit = (district.mill, district.shop)[place % 2]
    held = Membership.objects.open().filter(person=who).first()
    try:
        if kind == "join":
            actions.join(SYSTEM, who, unit, group="一组")
        elif kind == "office":
            access.appoint(SYSTEM, person=who, unit=unit, office="organiser")
        elif kind == "part":
            _take_part(enrolments[place % 2], who)
        elif kind == "account":
            _account, code = accounts.invite(SYSTEM, who, "")
            if place % 2:
                accounts.activate(code, PHONE, "a long enough secret")
        elif held is not None:
            _act_on_roll(kind, held, unit, enrolments[place % 2])
    except Refused:
        return


def _act_on_roll(kind: str, held: Membership, unit: Unit, enrolment: Enrolment) -> None:
    if kind == "leave":
        actions.leave(SYSTEM, held, reason="走了")
    elif kind == "keep":
        actions.keep(SYSTEM, held, cause="retired", reason="退休证")
    elif kind == "offer":
        actions.offer(SYSTEM, held, unit)
    elif kind == "slip" and held.unit_id == enrolment.unit_id:
        campaigns.hand_out(SYSTEM, enrolment, [held.person], clock.now() + timedelta(days=50))


KINDS = st.sampled_from(["join", "join", "leave", "keep", "office", "part", "part", "slip", "slip", "account", "offer"])


@SAME
@given(
    acts=st.lists(st.tuples(KINDS, st.booleans(), st.integers(0, 3)), max_size=14),
    known=st.booleans(),
    is_closed=st.booleans(),
)
def test_merging_and_unmerging_is_nothing_at_all(
    district: District, acts: list[tuple[str, bool, int]], known: bool, is_closed: bool
) -> None:
    with transaction.atomic():
        one, other = _two(district, **({"document_kind": "id", "document": identity_number(1)} if known else {}))
        two = [_campaign(district, name)[1] for name in ("查隐患", "学条例")]
        for number, (kind, is_other, place) in enumerate(acts):
            with clock.set_to(clock.now() + timedelta(days=number)):
                _act(kind, other if is_other else one, place, district, two)
        with clock.set_to(clock.now() + timedelta(days=40)):
            if is_closed:
                facts.close(SYSTEM, two[0].campaign.reckoning, reason="试一试")
            _check(other, one)
        transaction.set_rollback(True)


def _check(kept: Person, gone: Person) -> None:
    assert not facts.recount()
    before, days = everything(), _days(kept, gone)
    try:
        made = merging.merge(SYSTEM, kept, gone, unit_id=1, reason="同一个人")
    except Refused:
        assert everything() == before
        return
    assert not facts.recount()
    assert not doctor.check()
    assert _days(kept) == days  # nobody's days of membership are lost, none is counted twice
    assert Membership.objects.open().filter(person=gone).count() == 0
    assert not Appointment.objects.filter(person=gone).exists()
    merging.unmerge(SYSTEM, made, reason="弄错了")
    assert not facts.recount()
    assert everything() == before


def _days(*files: Person) -> set[tuple[date, int]]:
    """Every day on which one of these files is a member, with the unit."""
    rows = Membership.objects.filter(person__in=files)
    end = clock.today() + timedelta(days=1)
    return {
        (row.since + timedelta(days=n), row.unit_id)
        for row in rows
        for n in range(((row.until or end) - row.since).days)
    }


JANUARY = [date(2026, 1, 1) + timedelta(days=n) for n in range(24)]
SPAN = st.tuples(st.integers(0, 11), st.none() | st.integers(0, 12)).map(
    lambda drawn: (JANUARY[drawn[0]], None if drawn[1] is None else JANUARY[drawn[0] + drawn[1]])
)


@given(span=SPAN, taken=st.lists(SPAN, max_size=4))
def test_what_is_left_of_a_span_has_just_the_days_that_nobody_took(
    span: tuple[date, date | None], taken: list[tuple[date, date | None]]
) -> None:
    def days(each: tuple[date, date | None]) -> set[date]:
        end = each[1] or date(2026, 2, 1)
        return {each[0] + timedelta(days=n) for n in range((end - each[0]).days)}

    left = without(span, taken)
    assert set().union(*map(days, left)) == days(span) - set().union(*map(days, taken))
    assert sum(len(days(each)) for each in left) == len(set().union(*map(days, left)))
    if span[1] is None and not any(each[1] is None for each in taken):
        assert left[-1][1] is None


def _taking_part(campaign: Campaign, district: District) -> int | None:
    return figures.figure(SYSTEM, "campaigns.people", district.federation, reckoning=campaign.reckoning).value


def test_one_person_is_counted_once_after_merging_and_twice_again_after_unmerging(district: District) -> None:
    one, other = _two(district)
    campaign, enrolment = _campaign(district, "查隐患")
    for person in (one, other):
        _take_part(enrolment, person)
    assert Presence.objects.filter(reckoning=campaign.reckoning).count() == 2
    assert _taking_part(campaign, district) == 2
    made = merging.merge(SYSTEM, one, other, unit_id=district.mill.pk, reason="同一个人")
    assert [row.person for row in Presence.objects.all()] == [one]
    assert _taking_part(campaign, district) == 1
    assert not facts.recount()
    facts.close(SYSTEM, campaign.reckoning, reason="试一试")  # the number is fixed now: what is counted again is late
    merging.unmerge(SYSTEM, made, reason="弄错了")
    assert Presence.objects.get(person=other).is_late
    assert not facts.recount()


def test_two_unions_on_one_day_and_two_accounts_are_told_why_not(district: District) -> None:
    one, other = _two(district)
    actions.join(SYSTEM, one, district.mill)
    actions.join(SYSTEM, other, district.shop)
    for person in (one, other):
        Account.objects.create(person=person, login=f"l{person.pk}", state="active", created=clock.now())
    codes = {reason.code for reason in merging.why_not(one, other)}
    assert codes == {"two_unions", "accounts"}
    Account.objects.filter(person=one).update(state="closed")
    assert {reason.code for reason in merging.why_not(one, other)} == {"two_unions", "account"}
    assert {reason.code for reason in merging.why_not(other, one)} == {"two_unions"}
    with pytest.raises(Refused, match="启禾纺织工会和恒岱机械厂工会的会籍日子重了"):
        merging.merge(SYSTEM, other, one, unit_id=district.mill.pk, reason="同一个人")


def test_a_chair_finds_merges_and_parts_the_pairs_of_their_own_union_alone(district: District) -> None:
    one, other = _two(district)
    elsewhere = district.member("王甲", district.yard, phone=PHONE)
    for person in (one, other):
        actions.join(SYSTEM, person, district.mill)
    district.member("王甲", district.mill)  # the same name alone is nobody's double
    chair = district.actor("郭主席", district.mill, "chair")
    assert [(a.person, b.person) for a, b in queries.pairs(chair)] == [(one, other)]
    for unit, office in ((district.shop, "chair"), (district.east, "officer"), (district.federation, "chair")):
        assert queries.pairs(district.actor("别人", unit, office)) == []
    with pytest.raises(Denied):
        duplicates.merge(chair, one.pk, elsewhere.pk, reason="同一个人")
    with pytest.raises(Refused, match="凭什么"):
        duplicates.merge(chair, one.pk, other.pk, reason=" ")
    assert api.match(district.mill, "王甲", "0001") is None
    made = duplicates.merge(chair, one.pk, other.pk, reason="核对了身份证")
    assert queries.pairs(chair) == []
    assert api.members_of(district.mill) == 2
    assert api.match(district.mill, "王甲", "0001") == one
    other.refresh_from_db()
    assert people.survivor(other) == one
    assert set(people.files_of(one.pk)) == {one.pk, other.pk}
    line = journal.lines_about(other.pk)[0]
    assert (line.verb, line.reason) == ("people.merged", "核对了身份证")
    with pytest.raises(Denied):
        duplicates.unmerge(district.actor("纺织", district.shop, "officer"), made.pk, reason="弄错了")
    duplicates.unmerge(chair, made.pk, reason="是父子")
    with pytest.raises(Refused, match="已经撤销"):
        duplicates.unmerge(chair, made.pk, reason="是父子")
    assert api.members_of(district.mill) == 3
    duplicates.tell_apart(chair, other.pk, one.pk)
    assert queries.pairs(chair) == []


def test_what_the_file_lacks_comes_from_the_other_and_goes_back(district: District) -> None:
    one, other = _two(district)
    number = identity_number(2)
    change_person(SYSTEM, other, {"document_kind": "id", "document": number, "sex": "f"})
    made = merging.merge(SYSTEM, one, other, unit_id=district.mill.pk, reason="同一个人")
    one.refresh_from_db()
    assert (one.document, one.sex) == (number, "f")
    assert people.people_by_document([("id", number)]) == {("id", number): one}
    merging.unmerge(SYSTEM, made, reason="弄错了")
    one.refresh_from_db()
    assert (one.document, one.document_hash, one.document_kind, one.sex) == ("", "", "", "")
    assert people.people_by_document([("id", number)]) == {("id", number): other}


def test_a_later_change_of_the_roll_keeps_two_files_from_being_parted(district: District) -> None:
    one, other = _two(district)
    actions.join(SYSTEM, other, district.mill)
    made = merging.merge(SYSTEM, one, other, unit_id=district.mill.pk, reason="同一个人")
    actions.leave(SYSTEM, Membership.objects.get(person=one), reason="退会")
    with pytest.raises(Refused, match="会籍又办过变动"):
        merging.unmerge(SYSTEM, made, reason="弄错了")
    assert Merge.objects.get().undone is None


def test_the_later_merge_is_undone_first(district: District) -> None:
    one, other = _two(district)
    third = add_people(SYSTEM, [NewPerson("王甲", phone=PHONE)])[0]
    first = merging.merge(SYSTEM, one, other, unit_id=district.mill.pk, reason="同一个人")
    second = merging.merge(SYSTEM, third, one, unit_id=district.mill.pk, reason="同一个人")
    assert set(people.files_of(third.pk)) == {one.pk, other.pk, third.pk}
    with pytest.raises(Refused, match="先撤销后来的"):
        merging.unmerge(SYSTEM, first, reason="弄错了")
    merging.unmerge(SYSTEM, second, reason="弄错了")
    merging.unmerge(SYSTEM, first, reason="弄错了")
    assert not Person.objects.exclude(merged_into=None)


def test_every_column_that_names_a_person_goes_along_or_says_why_not() -> None:
    keys = {column.key for column in merging.columns()}
    assert {"campaigns.Participant.person", "procedures.Duty.met_by", "access.Appointment.person"} <= keys
    assert not keys & {"membership.RollRow.person", "people.Merge.gone"}


def test_of_two_slips_for_one_campaign_one_still_opens(district: District) -> None:
    one, other = _two(district)
    enrolment = _campaign(district, "查隐患")[1]
    for person in (one, other):
        actions.join(SYSTEM, person, district.mill)
    expires = clock.now() + timedelta(days=9)
    slips = campaigns.hand_out(SYSTEM, enrolment, [one, other], expires)
    made = merging.merge(SYSTEM, one, other, unit_id=district.mill.pk, reason="同一个人")
    assert campaigns.exchange(slips[1].token) is None
    found = campaigns.exchange(slips[0].token)
    assert found is not None
    assert found.participant.person == one
    merging.unmerge(SYSTEM, made, reason="是两个人")
    found = campaigns.exchange(slips[1].token)
    assert found is not None
    assert found.participant.person == other
