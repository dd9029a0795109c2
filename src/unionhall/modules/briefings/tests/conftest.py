"""The federation with a campaign that counts papers in two townships, its officer and its chair."""

from dataclasses import dataclass
from datetime import date

import pytest

from tests.district import SYSTEM, District, at_noon, district
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts.declare import FactRow
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.org.models import Unit
from unionhall.modules.briefings import actions
from unionhall.modules.briefings.actions import NewCitation
from unionhall.modules.briefings.models import Briefing
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Campaign

__all__ = ["at_noon", "district", "office"]

PAPERS, PASS_RATE = "learning.papers", "learning.pass_rate"


@dataclass
class Office:
    """Who writes and who approves at the federation, and what is counted."""

    district: District
    officer: Actor
    chair: Actor
    campaign: Campaign
    reckoning: Reckoning
    papers: int = 0

    def sit(self, unit: Unit, passed: int, failed: int = 0, day: date = date(2026, 11, 10)) -> None:
        """So many papers are handed in at a unit."""
        rows = []
        for place in range(passed + failed):
            self.papers += 1
            source, part = f"learning.sheet:{self.papers}", "passed" if place < passed else "failed"
            rows.append(FactRow(PAPERS, unit.pk, day, 1, source, self.reckoning.pk, part))
            if part == "passed":
                rows.append(FactRow("learning.passed", unit.pk, day, 1, source, self.reckoning.pk))
        facts.record(SYSTEM, rows)

    def cite(self, measure: str = PAPERS, unit: Unit | None = None, **more: object) -> NewCitation:
        """A figure of the campaign."""
        return NewCitation(measure, unit or self.district.federation, reckoning=self.reckoning, **more)  # type: ignore[arg-type]

    def draft(self, body: str, *cites: NewCitation, kind: str = Briefing.Kind.BRIEF) -> Briefing:
        """The officer writes."""
        return actions.draft(
            self.officer,
            self.district.federation,
            kind=kind,
            title="答卷进展",
            to="各街道总工会",
            copies="青屿市总工会",
            word="松工通",
            body=body,
            reckoning=self.reckoning,
            cites=cites,
        )

    def issue(self, briefing: Briefing) -> Briefing:
        """Sent by the officer, issued by the chair."""
        return actions.issue(self.chair, actions.send(self.officer, briefing))


@pytest.fixture
def office(district: District) -> Office:
    """Six papers at the mill, seven at the shop, eight at the yard."""
    campaign = campaigns.launch(
        SYSTEM,
        district.federation,
        name="安全生产知识答卷",
        theme="每个车间查一遍。",
        since=date(2026, 11, 9),
        until=date(2026, 11, 30),
        enrol_until=date(2026, 11, 20),
        contact="",
    )
    assert campaign.reckoning is not None
    officer = district.actor("林晓禾", district.federation, "officer")
    made = Office(
        district, officer, district.actor("周望舒", district.federation, "chair"), campaign, campaign.reckoning
    )
    made.sit(district.mill, 5, 1)
    made.sit(district.shop, 6, 1)
    made.sit(district.yard, 8)
    return made
