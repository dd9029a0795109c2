"""Invented workers at their papers: after work and at noon, more on working days, now and then with mistakes."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from django.utils import timezone

from unionhall.demo.lesson import QUESTIONS
from unionhall.kernel import clock
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Link
from unionhall.modules.learning import actions as learning
from unionhall.modules.learning import queries
from unionhall.modules.learning.models import LETTERS, Assignment

if TYPE_CHECKING:
    from unionhall.demo.build import Enterprise

SIZES_OF_TURNOUT = 8  # one enterprise in so many does not enrol in time
HOURS = ((11, 2), (12, 6), (13, 3), (17, 3), (18, 5), (19, 6), (20, 4), (21, 2))  # when papers are sat, and how often
KNOWS = 0.86  # the chance that a question is answered right


def sit_papers(assignment: Assignment, joined: "list[Enterprise]", today: date, random: Random) -> int:
    """Let members of the enrolled enterprises sit the paper from the campaign's start until ``today``; how many did."""
    since = assignment.campaign.since
    links = {
        link.enrolment.unit_id: link
        for link in Link.objects.filter(enrolment__campaign=assignment.campaign).select_related(
            "enrolment__campaign", "enrolment__unit"
        )
    }
    sittings = []
    for one in joined:
        turnout = random.uniform(0.12, 0.55)
        for person in one.roll:
            if random.random() < turnout:
                sittings.append((_moment(links[one.unit.pk], since, today, random), one.unit.pk, person))
    sittings.sort(key=lambda sitting: sitting[0])
    for moment, unit_id, person in sittings:
        with clock.set_to(moment):
            _sit(links[unit_id], assignment, person.name, person.tail, random)
    _sit_as_strangers(assignment, links, joined, random)
    return len(sittings)


def _moment(link: Link, since: date, today: date, random: Random) -> datetime:
    """A moment after the unit enrolled and before today, seldom on a weekend."""
    first = max(timezone.localdate(link.created) + timedelta(days=1), since)
    days = [first + timedelta(days=n) for n in range((today - first).days)] or [first]
    weights = [1 if day.weekday() >= 5 else 5 for day in days]
    day = random.choices(days, weights=weights)[0]
    hour = random.choices([hour for hour, _weight in HOURS], weights=[weight for _hour, weight in HOURS])[0]
    clock_time = time(hour, random.randrange(60), random.randrange(60))
    return timezone.make_aware(datetime.combine(day, clock_time))


def _sit(link: Link, assignment: Assignment, name: str, tail: str, random: Random) -> None:
    """One worker: says who they are, reads, answers in two saves, hands in."""
    identified = campaigns.identify(link, name=name, tail=tail)
    sheet = learning.open_sheet(identified.participant, assignment)
    sitting = queries.sitting_for(identified.cookie, sheet.public)
    if sitting is None:
        raise AssertionError("a worker has lost the sheet just opened")
    learning.finish_lesson(sitting)
    answers = {place: _answer(place - 1, random) for place in range(1, len(QUESTIONS) + 1)}
    learning.save(sitting, {place: answers[place] for place in (1, 2, 3)}, 1)
    learning.save(sitting, {place: answers[place] for place in (4, 5)}, 2)
    learning.hand_in(sitting)


def _answer(place: int, random: Random) -> list[str]:
    question = QUESTIONS[place]
    right = [LETTERS[option] for option in question.right]
    if random.random() < KNOWS:
        return right
    wrong = [letter for letter in LETTERS[: len(question.options)] if letter not in right]
    return [random.choice(wrong)]


def _sit_as_strangers(
    assignment: Assignment, links: dict[int, Link], joined: "list[Enterprise]", random: Random
) -> None:
    """Somebody who is not on the roll yet takes part, to be confirmed by the chair."""
    with clock.set_to(clock.now() - timedelta(days=1)):
        _sit(links[joined[0].unit.pk], assignment, "陈小满", "0417", random)
