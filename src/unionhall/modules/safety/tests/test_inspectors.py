"""Who becomes an inspector, by whom and on what proof; and how long the card holds."""

from datetime import timedelta

import pytest

from tests.district import NOW, SYSTEM, District
from unionhall.kernel import clock, requirements
from unionhall.kernel.access import actions as access
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.facts import queries as figures
from unionhall.kernel.org import actions as org
from unionhall.kernel.procedures import queries as inbox
from unionhall.kernel.requirements import Offer, Proof, Prover
from unionhall.modules.safety.actions import inspectors
from unionhall.modules.safety.models import Inspector
from unionhall.modules.safety.queries import inspectors as queries
from unionhall.modules.safety.tests.inspecting import appointed

PASSED: dict[int, Proof] = {}


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> str:
    """A requirement that somebody else proves."""
    PASSED.clear()
    prover = Prover(
        "test.paper",
        "答卷合格",
        offers=lambda unit_ids: [("1", "《检查员》")],
        label=lambda rest: "《检查员》",
        prove=lambda rest, ids, on: {pk: one for pk, one in PASSED.items() if pk in ids and one.on <= on},
    )
    monkeypatch.setitem(requirements._provers, "test.paper", prover)
    return "test.paper:1"


def test_proposed_below_examined_and_appointed_above(district: District, paper: str) -> None:
    officer = district.actor("区经办", district.federation, "officer")
    chair = district.actor("厂主席", district.mill, "chair")
    township = district.actor("街道经办", district.east, "officer")
    assert Offer(paper, "答卷合格《检查员》") in queries.requirements_for(district.federation)
    inspectors.set_rule(officer, district.federation, requirement=paper, months=12)
    person = district.member("程向阳", district.mill)
    with pytest.raises(Refused, match="不能直接任职"):
        access.appoint(officer, person=person, unit=district.mill, office="inspector")
    made = inspectors.propose(chair, district.mill, person)
    assert made.unit == district.east  # the union above has it in its inbox
    assert [duty.clock for duty in inbox.inbox(township)] == ["decide"]

    with pytest.raises(Refused, match="培训考核"):
        inspectors.appoint(township, made)
    PASSED[person.pk] = Proof(clock.today(), "《检查员》答卷合格")
    with pytest.raises(Refused):
        inspectors.appoint(chair, made)  # nobody appoints at their own union
    card = inspectors.appoint(township, made)
    assert card.proof == "《检查员》答卷合格 2026-11-10"
    assert card.valid_until is not None
    assert (card.valid_until - clock.today()).days == 364
    assert [seat.office for seat in actor_for(person).seats] == ["inspector"]
    with pytest.raises(Refused, match="已经是检查员"):
        inspectors.propose(chair, district.mill, person)
    with pytest.raises(Denied):
        inspectors.propose(chair, district.shop, person)


def test_nobody_decides_on_themselves(district: District) -> None:
    officer = district.actor("街道经办", district.east, "officer")
    person = Appointment.objects.get(unit=district.east).person
    made = inspectors.propose(officer, district.east, person, evidence="培训班考核合格")
    with pytest.raises(Refused):
        inspectors.appoint(officer, made)
    assert inspectors.appoint(district.actor("区经办", district.federation, "officer"), made).number


def test_a_card_is_reminded_of_renewed_after_another_exam_and_ends_by_itself(district: District, paper: str) -> None:
    inspectors.set_rule(SYSTEM, district.federation, requirement=paper, months=12)
    card = appointed(district, "程向阳", district.mill)
    officer = district.actor("街道经办", district.east, "officer")
    with clock.set_to(NOW + timedelta(days=340)):
        assert inspectors.keep_cards(SYSTEM) == 1
        assert inspectors.keep_cards(SYSTEM) == 0  # told once
        assert [duty.clock for duty in inbox.inbox(officer)] == ["renew"]
        card.refresh_from_db()
        with pytest.raises(Refused, match="再考核"):
            inspectors.renew(officer, card)
        PASSED[card.person_id] = Proof(clock.today(), "《检查员》答卷合格")
        renewed = inspectors.renew(officer, card)
    assert renewed.valid_until is not None
    with clock.set_to(NOW + timedelta(days=340 + 366)):
        assert queries.state_of(renewed) == queries.EXPIRED
        assert inspectors.keep_cards(SYSTEM) == 1
        assert Inspector.objects.get().state == "over"
        assert not actor_for(card.person).seats


def test_the_card_falls_with_the_office_and_with_the_union(district: District) -> None:
    first, second = appointed(district, "甲", district.mill), appointed(district, "乙", district.shop)
    assert figures.figure(SYSTEM, "safety.inspectors", district.federation).value == 2
    assert first.appointment is not None
    access.end_appointment(SYSTEM, first.appointment, on=clock.today(), reason="调走")
    first = Inspector.objects.select_related("appointment").get(pk=first.pk)
    assert queries.state_of(first) == queries.REVOKED  # at once, whatever the clock has done
    assert queries.holder_of_card(first.number, clock.today()) is None
    inspectors.keep_cards(SYSTEM)
    org.end(SYSTEM, district.shop, on=clock.today(), reason="注销")
    assert set(Inspector.objects.values_list("state", flat=True)) == {"over"}
    assert queries.holder_of_card(second.number, clock.today()) is None
    assert figures.figure(SYSTEM, "safety.inspectors", district.federation).value == 0
