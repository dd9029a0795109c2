"""Invented workers at their papers: after work and at noon, more on working days, now and then with mistakes."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from unionhall.demo.plan import Demo, Seat
from unionhall.kernel import clock
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Campaign, Link
from unionhall.modules.learning import actions as learning
from unionhall.modules.learning import queries
from unionhall.modules.learning.actions import certificates
from unionhall.modules.learning.models import Assignment
from unionhall.modules.learning.queries import Sitting
from unionhall.modules.learning.queries.answers import FILL, MATCHING
from unionhall.modules.learning.queries.content import FixedQuestion

HOURS = ((11, 2), (12, 6), (13, 3), (17, 3), (18, 5), (19, 6), (20, 4), (21, 2))  # when papers are sat, and how often
KNOWS = 0.86  # the chance that a question is answered right
PAPERS_A_STEP = 1_000
# Of a hundred people: how many leave the paper half done, mistype their number first, and try again after failing.
LEAVE, MISTYPE, TRY_AGAIN = 2, 1, 20
STRANGER_EVERY = 400  # one in so many is on no roll yet


def steps(demo: Demo) -> int:
    """In how many steps the papers of the campaign that runs are sat."""
    return -(-demo.scale.papers // PAPERS_A_STEP)


def sit_papers(demo: Demo, step: int) -> None:
    """Let one step's workers sit the paper of the campaign that runs; with the last one, somebody unknown does."""
    if demo.seats is None:
        demo.seats = seats_for(demo, demo.campaign, demo.scale.papers, demo.today)
    seats = demo.seats
    share = -(-len(seats) // steps(demo))
    sit(demo, demo.campaign, seats[step * share : (step + 1) * share])
    if step == steps(demo) - 1:
        with clock.set_to(demo.at(-1, "19:40")):
            assignment = _assignment(demo.campaign)
            _sit(seats[0].link, assignment, "陈小满", "0417", demo.random("stranger"))  # not on the roll yet


def seats_for(demo: Demo, campaign: Campaign, papers: int, before: date) -> list[Seat]:
    """Who sits when: of every union that takes part a share of its own, so many that ``papers`` come to be handed in.

    Two people of one union whom a link can not tell apart are left out. In the order of their moments.
    """
    random = demo.random(f"seats {campaign.since}")
    links = {
        link.enrolment.unit_id: link
        for link in Link.objects.filter(enrolment__campaign=campaign).select_related(
            "enrolment__campaign", "enrolment__unit"
        )
    }
    likely, gone = [], demo.turnover.gone
    for one in demo.enterprises:
        share = random.uniform(0.12, 0.55)
        known_by = Counter((person.name, person.tail) for person in one.roll)
        for person in one.roll[: len(one.roll) - demo.comes_later(one)]:
            lot = random.random() / share
            if one.unit.pk in links and person.phone not in gone and known_by[person.name, person.tail] == 1:
                likely.append((lot, links[one.unit.pk], person))
    likely.sort(key=lambda row: row[0])
    leaving = papers * LEAVE // 100
    days = _Days(links, campaign.since, before)
    found = [
        Seat(days.moment(link, random), link, person, place >= papers)
        for place, (_lot, link, person) in enumerate(likely[: papers + leaving])
    ]
    return sorted(found, key=lambda seat: (seat.moment, seat.person.number))


class _Days:
    """On which days and at which hours people of a union take part: after it enrolled, seldom on a weekend."""

    def __init__(self, links: Mapping[int, Link], since: date, before: date) -> None:
        self._by_link: dict[int, tuple[list[date], list[int]]] = {}
        for link in links.values():
            first = max(timezone.localdate(link.created) + timedelta(days=1), since)
            days = [first + timedelta(days=n) for n in range((before - first).days)] or [first]
            self._by_link[link.pk] = days, [1 if day.weekday() >= 5 else 5 for day in days]
        self._hours = [hour for hour, _often in HOURS]
        self._often = [often for _hour, often in HOURS]

    def moment(self, link: Link, random: Random) -> datetime:
        """A moment at which somebody of the link's union takes part."""
        days, weights = self._by_link[link.pk]
        day = random.choices(days, weights=weights)[0]
        hour = random.choices(self._hours, weights=self._often)[0]
        return timezone.make_aware(datetime.combine(day, time(hour, random.randrange(60), random.randrange(60))))


def sit(demo: Demo, campaign: Campaign, seats: list[Seat], *, asks: int = 0) -> None:
    """Let them sit the campaign's paper, each at their moment, with mistakes as they happen.

    ``asks``: of a hundred who pass, so many open their certificate.
    """
    assignment = _assignment(campaign)
    for number, seat in enumerate(seats):
        random = demo.random(f"{campaign.since} {seat.person.number}")
        name, tail = seat.person.name, seat.person.tail
        with clock.set_to(seat.moment):
            if random.randrange(100) < MISTYPE:
                wrong = campaigns.identify(seat.link, name=name, tail=tail[::-1])
                campaigns.disown(wrong.participant, wrong.cookie)
            sitting = _sit(seat.link, assignment, name, tail, random, leaves=seat.leaves)
            if asks and sitting.sheet.is_passed and random.randrange(100) < asks:
                certificates.give_certificate(sitting)
            if number % STRANGER_EVERY == STRANGER_EVERY - 1:
                _sit(seat.link, assignment, "临时工小" + name[-1], f"{number % 10_000:04d}", random)


def _assignment(campaign: Campaign) -> Assignment:
    return Assignment.objects.select_related("campaign", "paper", "lesson").get(campaign=campaign)


def _sit(link: Link, assignment: Assignment, name: str, tail: str, random: Random, *, leaves: bool = False) -> Sitting:
    """One worker: says who they are, reads, answers in two saves, hands in; after failing, maybe once more.

    Returns the last sheet they had before them.
    """
    identified = campaigns.identify(link, name=name, tail=tail)
    sheet = learning.open_sheet(identified.participant, assignment)
    sitting = _at(identified.cookie, sheet.public)
    learning.finish_lesson(sitting)
    _answer(sitting, random, leaves=leaves)
    again = not leaves and not sitting.sheet.is_passed and sitting.content.tries > 1
    if again and random.randrange(100) < TRY_AGAIN:
        following = _at(identified.cookie, learning.again(sitting).public)
        learning.begin(following)
        _answer(following, random, leaves=False)
        return following
    return sitting


def _at(cookie: str, public: str) -> Sitting:
    sitting = queries.sitting_for(cookie, public)
    if sitting is None:
        raise AssertionError("a worker has lost the sheet just opened")
    return sitting


def _answer(sitting: Sitting, random: Random, *, leaves: bool) -> None:
    places = sorted(sitting.arrangement.order)
    given = {place: _given(sitting.content.questions[place - 1], random) for place in places}
    half = -(-len(places) // 2)
    learning.save(sitting, {place: given[place] for place in places[:half]}, 1)
    if not leaves:
        learning.save(sitting, {place: given[place] for place in places[half:]}, 2)
        learning.hand_in(sitting)


def _given(question: FixedQuestion, random: Random) -> list[str]:
    """What somebody answers: mostly what is right."""
    knows = random.random() < KNOWS
    if question.kind == FILL:
        return [accepted[0] if knows else "不记得了" for accepted in question.accepts]
    if question.kind == MATCHING:
        return list(question.right if knows else question.right[1:] + question.right[:1])
    wrong = [letter for letter in question.letters if letter not in question.right]
    return list(question.right) if knows or not wrong else [random.choice(wrong)]
