"""What follows in one module from an act in another."""

from unionhall.desk.tests.conftest import SYSTEM, Hall
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts.models import Fact, Presence
from unionhall.kernel.people.models import Account
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Campaign, Enrolment
from unionhall.modules.learning import actions as learning
from unionhall.modules.learning import queries as learning_queries


def test_what_was_handed_in_counts_once_the_chair_says_who_it_was(hall: Hall, campaign: Campaign) -> None:
    chair = actor_for(Account.objects.get(person=hall.cleo))
    enrolment = Enrolment.objects.select_related("campaign", "unit").get(campaign=campaign, unit=hall.mill)
    link = campaigns.enrol(chair, enrolment)
    came = campaigns.identify(link, name="甲圆", tail="0000")  # mistyped: not found on the roll
    assignment = learning_queries.assignments_of(campaign.pk)[0]
    sitting = learning_queries.sitting_for(came.cookie, learning.open_sheet(came.participant, assignment).public)
    assert sitting is not None
    learning.save(sitting, {1: "A", 2: "A"})
    assert learning.hand_in(sitting).is_passed
    assert not Fact.objects.filter(measure__startswith="learning.").exists()
    campaigns.settle(chair, enrolment, {came.participant.identity: hall.members[0].pk})
    assert Fact.objects.filter(measure="learning.papers", slice="passed").count() == 1
    assert Fact.objects.filter(measure="learning.passed").count() == 1
    assert Presence.objects.filter(measure="campaigns.people", person=hall.members[0]).count() == 1
    assert not facts.recount()
    assert learning.count_kept(SYSTEM, [came.participant.pk]) == 0
