"""From the application to the standing union."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from unionhall.desk.tests.conftest import SYSTEM, Hall
from unionhall.kernel import clock
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.org import actions as org
from unionhall.kernel.org import doctor
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.procedures import queries as procedures
from unionhall.modules.committees import actions, queries
from unionhall.modules.committees.actions import Application, Result
from unionhall.modules.committees.models import Election, Founding
from unionhall.modules.committees.queries import Elected

As = Callable[[Person], Client]
USCC = "91110105MA01ABCD3N"
NEW = Application("青禾纺织工会", "grassroots", 60, "申屠明\n公孙丽", "申屠明 13900001111")
CHAIR = Elected("申屠明", "13900001111", "chair")


def result(**more: object) -> Result:
    given = Result(clock.today(), 3, 60, 45, (CHAIR, Elected("公孙丽")))
    return replace(given, **more)  # type: ignore[arg-type]


def prepared(hall: Hall) -> Founding:
    founding = actions.apply(actor_for(hall.ben), hall.east, NEW)
    actions.approve_preparation(actor_for(hall.ben), founding, document="听工发〔2026〕1号")
    return founding


def test_a_union_is_being_founded_and_then_stands(hall: Hall) -> None:
    founding = prepared(hall)
    unit = founding.founded
    assert unit is not None
    assert (unit.state, unit.name) == (Unit.State.FOUNDING, NEW.name)
    assert not Appointment.objects.filter(unit=unit).exists()
    election = actions.report(actor_for(hall.ben), unit, result())
    term = actions.approve_election(actor_for(hall.ben), election, document="听工发〔2026〕2号")
    unit.refresh_from_db()
    assert unit.state == Unit.State.STANDING
    assert (term.number, term.since, term.until) == (1, clock.today(), queries.after(clock.today(), 3))
    chair = Appointment.objects.select_related("person").get(unit=unit)
    assert (chair.office, chair.since, chair.term_ends) == ("chair", term.since, term.until)
    assert Founding.objects.get().state == "founded"
    assert doctor.check() == []
    assert queries.impossible_terms() == []


def test_telephones_are_not_kept_when_it_is_decided(hall: Hall) -> None:
    founding = prepared(hall)
    assert founding.founded is not None
    election = actions.report(actor_for(hall.ben), founding.founded, result())
    assert "13900001111" in Election.objects.get().details
    actions.approve_election(actor_for(hall.ben), election, document="号")
    assert "13900001111" not in Election.objects.get().details
    assert Appointment.objects.get(unit=founding.founded).person.phone == "13900001111"


def test_the_clocks_stand_in_the_inbox_of_the_union_above(hall: Hall) -> None:
    founding = actions.apply(SYSTEM, hall.east, NEW)
    ben = actor_for(hall.ben)
    assert [duty.clock for duty in procedures.inbox(ben)] == ["decide"]
    actions.approve_preparation(ben, founding, document="号")
    (duty,) = procedures.inbox(ben)
    assert (duty.clock, duty.due) == ("prepare", clock.today() + timedelta(days=90))
    assert founding.founded is not None
    actions.report(ben, founding.founded, result())
    assert [duty.clock for duty in procedures.inbox(ben)] == ["approve"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "恒岱机械厂工会"}, "下面已经有"),
        ({"kind": "federation"}, "下面不设这类工会"),
        ({"uscc": "123"}, "18位"),
        ({"staff": 0}, "有多少职工"),
        ({"preparers": " "}, "筹备组"),
    ],
)
def test_who_may_not_found_reads_why(hall: Hall, change: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words):
        actions.apply(SYSTEM, hall.east, replace(NEW, **change))  # type: ignore[arg-type]


def test_nobody_asks_twice_and_no_enterprise_has_two(hall: Hall) -> None:
    actions.apply(SYSTEM, hall.east, NEW)
    with pytest.raises(Refused, match="已经在申请"):
        actions.apply(SYSTEM, hall.east, NEW)


def test_a_union_that_is_being_founded_founds_none(hall: Hall) -> None:
    town = org.found(SYSTEM, name="新街道", kind="township", parent=hall.federation, state=Unit.State.FOUNDING)
    with pytest.raises(Refused, match="还没成立"):
        actions.apply(SYSTEM, town, NEW)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"years": 4}, "3、5 年"),
        ({"attended": 39}, "没到够"),
        ({"attended": 61}, "比应到的还多"),
        ({"elected": (Elected("公孙丽"),)}, "选出的主席"),
        ({"elected": (CHAIR, Elected("申屠明"))}, "写了两遍"),
        ({"is_eligible": False}, "核对"),
        ({"held": clock.today() + timedelta(days=1)}, "还没到"),
        ({"held": clock.today() - timedelta(days=1)}, "不能早于"),
    ],
)
def test_a_result_that_can_not_be_is_refused(hall: Hall, change: dict[str, object], words: str) -> None:
    unit = prepared(hall).founded
    assert unit is not None
    with pytest.raises(Refused, match=words):
        actions.report(SYSTEM, unit, result(**change))
    assert not Election.objects.exists()


def test_a_result_is_sent_back_and_reported_again(hall: Hall) -> None:
    founding = prepared(hall)
    assert founding.founded is not None
    ben = actor_for(hall.ben)
    actions.send_back(ben, actions.report(ben, founding.founded, result()), reason="缺签到册")
    founding.refresh_from_db()
    assert founding.state == "preparing"
    assert actions.report(ben, founding.founded, result()).state == "reported"


def test_a_preparation_that_is_given_up_ends_what_was_being_founded(hall: Hall) -> None:
    founding = prepared(hall)
    actions.withdraw(actor_for(hall.ben), founding, reason="企业搬走了")
    assert Unit.objects.get(name=NEW.name).state == Unit.State.ENDED
    assert not procedures.inbox(actor_for(hall.ben)).exists()


def test_no_way_round_the_founding_meeting(hall: Hall) -> None:
    unit = prepared(hall).founded
    assert unit is not None
    with pytest.raises(Refused, match="先报成立大会"):
        org.stand(actor_for(hall.ben), unit)
    assert Unit.objects.get(pk=unit.pk).state == Unit.State.FOUNDING


def test_a_neighbour_sees_nothing_of_it(hall: Hall) -> None:
    founding = actions.apply(SYSTEM, hall.east, NEW)
    assert not queries.foundings(actor_for(hall.wim)).exists()
    with pytest.raises(Denied):
        queries.founding_for(actor_for(hall.wim), founding.pk)
    with pytest.raises(Refused):
        actions.approve_preparation(actor_for(hall.wim), founding, document="号")


def test_the_pages_lead_from_application_to_union(hall: Hall, as_: As) -> None:
    browser = as_(hall.ben)
    typed = {
        "name": NEW.name,
        "kind": "grassroots",
        "staff": "60",
        "preparers": NEW.preparers,
        "contact": NEW.contact,
        "uscc": "12",
    }
    page = browser.post(f"/desk/units/{hall.east.code}/prepare/", typed).content.decode()
    assert "18位" in page
    assert 'aria-invalid="true"' in page.split('name="uscc"')[1].split(">")[0]  # beside the field
    assert "公孙丽" in page  # nothing typed is lost
    sent = browser.post(f"/desk/units/{hall.east.code}/prepare/", typed | {"uscc": ""})
    assert "等批复筹建" in browser.get(sent["Location"]).content.decode()
    browser.post(sent["Location"], {"step": "approve", "approve-document": "听工发〔2026〕1号"})
    unit = Unit.objects.get(name=NEW.name)
    election = browser.post(
        f"/desk/units/{unit.code}/election/",
        {
            "held": clock.today().isoformat(),
            "number": "1",
            "years": "3",
            "entitled": "60",
            "attended": "45",
            "chair_name": "申屠明",
            "chair_phone": "139 0000 1111",
            "vices": "公孙丽 13900002222",
            "members": "澹台静",
            "is_eligible": "on",
        },
    )
    assert "批准成立" in browser.get(election["Location"]).content.decode()
    browser.post(election["Location"], {"step": "approve", "approve-document": "听工发〔2026〕2号"})
    unit.refresh_from_db()
    assert unit.state == Unit.State.STANDING
    assert "已成立" in browser.get("/desk/foundings/?view=decided").content.decode()
    assert "第 1 届委员会" in browser.get(f"/desk/units/{unit.code}/term/").content.decode()
