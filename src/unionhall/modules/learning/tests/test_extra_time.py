"""More time that is given to a person before they begin."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.journal.models import Line
from unionhall.kernel.people import actions as people
from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns.models import Participant
from unionhall.modules.learning import actions
from unionhall.modules.learning.models import ExtraTime, Sheet
from unionhall.modules.learning.queries import content_of
from unionhall.modules.learning.tests.conftest import NOON, SYSTEM, Hall
from unionhall.modules.learning.tests.test_desk import signed_in
from unionhall.modules.learning.tests.test_time import ruled
from unionhall.modules.membership import actions as membership


@pytest.fixture
def timed(hall: Hall) -> Iterator[Hall]:
    """A hall whose paper gives ten minutes."""
    ruled(hall, minutes=10)
    yield hall
    content_of.cache_clear()


def enter(hall: Hall, name: str, phone: str) -> Person:
    """Somebody on the unit's roll."""
    [person] = people.add_people(SYSTEM, [people.NewPerson(name=name, phone=phone)])
    membership.join(SYSTEM, person, hall.unit)
    return person


def give(
    hall: Hall, name: str, *, minutes: int = 20, tail: str = "", reason: str = "看字慢", by: Actor = SYSTEM
) -> Any:
    return actions.give_time_ahead(
        by, campaign_id=hall.campaign.pk, code=hall.unit.code, name=name, tail=tail, minutes=minutes, reason=reason
    )


def test_who_has_been_given_time_has_it_from_the_first_question(timed: Hall) -> None:
    person = enter(timed, "何川", "13900001234")
    give(timed, "何川")
    participant, cookie = timed.worker("何川", "1234")
    assert participant.person_id == person.pk
    other, other_cookie = timed.member("苏岭")
    assert actions.begin(timed.sitting(participant, cookie)).ends == NOON + timedelta(minutes=30)
    assert actions.begin(timed.sitting(other, other_cookie)).ends == NOON + timedelta(minutes=10)
    line = Line.objects.get(verb="learning.time_given_ahead")
    assert (line.reason, line.data["minutes"]) == ("看字慢", 20)


def test_an_open_sheet_gets_it_at_once_and_none_gets_shorter(timed: Hall) -> None:
    enter(timed, "何川", "13900001234")
    participant, cookie = timed.worker("何川", "1234")
    actions.begin(timed.sitting(participant, cookie))
    give(timed, "何川")
    assert Sheet.objects.get().ends == NOON + timedelta(minutes=30)
    actions.give_time(SYSTEM, Sheet.objects.get().pk, 5)
    give(timed, "何川", minutes=25)
    assert Sheet.objects.get().ends == NOON + timedelta(minutes=40)  # the sheet's own five are not lost
    give(timed, "何川", minutes=0)
    assert Sheet.objects.get().ends == NOON + timedelta(minutes=40)
    assert ExtraTime.objects.count() == 3  # each stays as it was given


def test_who_came_in_unknown_gets_it_once_the_chair_says_who_they_are(timed: Hall) -> None:
    person = enter(timed, "何川", "13900001234")
    give(timed, "何川")
    participant, cookie = timed.worker("何川", "9999")
    actions.begin(timed.sitting(participant, cookie))
    assert Sheet.objects.get().ends == NOON + timedelta(minutes=10)
    Participant.objects.filter(pk=participant.pk).update(person=person, state=Participant.State.MATCHED)
    actions.count_kept(SYSTEM, [participant.pk])
    assert Sheet.objects.get().ends == NOON + timedelta(minutes=30)


def test_what_can_not_be_says_beside_which_field(timed: Hall) -> None:
    enter(timed, "何川", "13900001234")
    enter(timed, "何川", "13900005678")
    for given, field in (
        ({"name": "无此人"}, "name"),
        ({"name": "何川"}, "tail"),
        ({"name": "何川", "tail": "0000"}, "tail"),
        ({"name": "何川", "tail": "1234", "minutes": 500}, "minutes"),
        ({"name": "何川", "tail": "1234", "reason": "  "}, "reason"),
    ):
        with pytest.raises(Refused) as refused:
            give(timed, **given)  # type: ignore[arg-type]
        assert [reason.code for reason in refused.value.reasons] == [field]
    assert give(timed, "何川", tail="5678").person.phone == "13900005678"
    with pytest.raises(Denied):
        give(timed, "何川", by=Actor(name="谁"))
    ruled(timed, minutes=None)
    with pytest.raises(Refused, match="不限时"):
        give(timed, "何川", tail="5678")


def test_the_chair_gives_it_on_a_page_that_the_campaign_leads_to(timed: Hall, lanes_client: Client) -> None:
    enter(timed, "何川", "13900001234")
    client = signed_in(lanes_client, timed.unit, "chair", "林主席")
    url = reverse("learning:extra_time", args=[timed.campaign.pk, timed.unit.code])
    assert url in client.get(reverse("campaigns:unit", args=[timed.campaign.pk, timed.unit.code])).content.decode()
    typed = {"name": "何穿", "tail": "", "minutes": "20", "reason": "看字慢"}
    wrong = client.post(url, typed)
    assert wrong.status_code == 422
    assert "名册上没有这个姓名" in wrong.content.decode()
    assert "看字慢" in wrong.content.decode()
    assert client.post(url, typed | {"name": "何川"}).status_code == 302
    assert "20 分钟" in client.get(url).content.decode()
    client.post(url, typed | {"name": "何川", "minutes": "0"})
    assert "给了谁" not in client.get(url).content.decode()
