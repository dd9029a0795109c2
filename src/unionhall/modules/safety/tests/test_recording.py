"""A hazard that is written down is received at the union of its place, or raised where nobody there can handle it."""

import pytest

from tests.district import SYSTEM, District
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.procedures import queries as inbox
from unionhall.modules.safety import actions, queries

SAID = {"kind": "machine", "place": "3 号车间东头", "words": "冲床护罩拆了"}


def test_who_has_an_office_there_writes_down_and_has_it_received_at_once(district: District) -> None:
    chair = district.actor("郭主席", district.mill, "chair")
    hazard = actions.record(chair, district.mill, **SAID)
    assert (hazard.unit, hazard.site, hazard.state) == (district.mill, district.mill, "received")
    assert hazard.number == "20261110-001"
    (duty,) = inbox.inbox(chair)
    assert duty.clock == "grade"
    with pytest.raises(Denied):
        actions.record(district.actor("外人"), district.mill, **SAID)
    with pytest.raises(Refused, match="哪里"):
        actions.record(chair, district.mill, **{**SAID, "place": " "})


def test_where_nobody_can_handle_it_the_union_above_has_it_loudly(district: District) -> None:
    officer = district.actor("区经办", district.federation, "officer")
    hazard = actions.record(SYSTEM, district.mill, **SAID)
    assert hazard.unit == district.federation
    assert "没有能受理" in hazard.raised_because
    assert queries.hazard_for(officer, hazard.pk) == hazard
    with pytest.raises(Denied):
        queries.hazard_for(district.actor("外人"), hazard.pk)
