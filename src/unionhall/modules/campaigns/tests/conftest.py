"""A campaign under way in the district, with one task of a made-up kind."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.district import NOW, SYSTEM, District, at_noon, district
from tests.worlds import world
from unionhall.kernel import clock
from unionhall.modules.campaigns import actions, declare
from unionhall.modules.campaigns.declare import TaskKind, TaskState, TaskStatus
from unionhall.modules.campaigns.models import Campaign, Enrolment, Link

__all__ = ["at_noon", "campaign", "district", "enrolment", "link", "task"]


@world(within=lambda: clock.set_to(NOW))
def campaign(district: District) -> Campaign:
    """Launched by the federation, until the end of the month."""
    return actions.launch(
        SYSTEM,
        district.federation,
        name="安全生产知识答卷",
        theme="每个车间查一遍。",
        since=date(2026, 11, 9),
        until=date(2026, 11, 30),
        enrol_until=date(2026, 11, 20),
        contact="林晓禾 55501188",
    )


@pytest.fixture
def enrolment(district: District, campaign: Campaign) -> Enrolment:
    """The mill's."""
    return Enrolment.objects.select_related("campaign__reckoning", "unit").get(unit=district.mill)


@pytest.fixture
def link(enrolment: Enrolment) -> Link:
    """The mill's, enrolled."""
    return actions.enrol(SYSTEM, enrolment)


@pytest.fixture
def task() -> Iterator[TaskKind]:
    """The only kind of task there is."""
    kind = TaskKind(
        key="sweep",
        label="查一遍",
        order=1,
        status=lambda participant: TaskStatus("查一遍车间", TaskState.OPEN, note="十分钟", step="去查"),
        summary=lambda campaign: "每个车间查一遍",
    )
    known = dict(declare._kinds)
    declare._kinds.clear()
    declare.task_kind(kind)
    yield kind
    declare._kinds.clear()
    declare._kinds.update(known)
