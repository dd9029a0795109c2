"""Invented workers at their papers: after work and at noon, more on working days, now and then with mistakes."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from unionhall.demo.lesson import QUESTIONS
from unionhall.demo.names import InventedPerson
from unionhall.demo.plan import Demo
from unionhall.demo.running import willing
from unionhall.kernel import clock
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Link
from unionhall.modules.learning import actions as learning
from unionhall.modules.learning import queries
from unionhall.modules.learning.models import LETTERS, Assignment

HOURS = ((11, 2), (12, 6), (13, 3), (17, 3), (18, 5), (19, 6), (20, 4), (21, 2))  # when papers are sat, and how often
KNOWS = 0.86  # the chance that a question is answered right
PAPERS_A_STEP = 1_000


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody sits the paper at a moment."""

    moment: datetime
    link: Link
    person: InventedPerson


def steps(demo: Demo) -> int:
    """In how many steps the papers are sat."""
    return -(-demo.scale.papers // PAPERS_A_STEP)


def sit_papers(demo: Demo, step: int) -> None:
    """Let one step's workers sit the paper, in the order of their moments; with the last one, somebody unknown does."""
    assignment = Assignment.objects.select_related("campaign", "paper", "lesson").get(campaign=demo.campaign)
    all_of_them = sittings(demo)
    random = demo.random(f"answers {step}")
    for one in all_of_them[step * PAPERS_A_STEP : (step + 1) * PAPERS_A_STEP]:
        with clock.set_to(one.moment):
            _sit(one.link, assignment, one.person.name, one.person.tail, random)
    if step == steps(demo) - 1:
        with clock.set_to(clock.now() - timedelta(days=1)):
            _sit(all_of_them[0].link, assignment, "陈小满", "0417", random)  # not on the roll yet


def sittings(demo: Demo) -> list[Sitting]:
    """Who sits the paper when: of every enterprise that takes part a share of its own, in all as many as the plan says.

    Two people of one enterprise whom a link can not tell apart are left out.
    """
    random, campaign = demo.random("sittings"), demo.campaign
    links = {
        link.enrolment.unit_id: link
        for link in Link.objects.filter(enrolment__campaign=campaign).select_related(
            "enrolment__campaign", "enrolment__unit"
        )
    }
    likely, gone = [], demo.turnover.gone
    for one in willing(demo):
        share = random.uniform(0.12, 0.55)
        known_by = Counter((person.name, person.tail) for person in one.roll)
        for person in one.roll:
            if person.phone not in gone and known_by[person.name, person.tail] == 1:
                likely.append((random.random() / share, links[one.unit.pk], person))
    likely.sort(key=lambda row: row[0])
    chosen = likely[: demo.scale.papers]
    found = [Sitting(_moment(link, campaign.since, demo.today, random), link, person) for _n, link, person in chosen]
    return sorted(found, key=lambda sitting: (sitting.moment, sitting.person.number))


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
