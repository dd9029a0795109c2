"""SIGKILL in the middle of a burst of saves: every answer that was acknowledged is there."""

import pytest

from tests import burst, cluster
from tests.homes import Home

pytestmark = pytest.mark.processes

SHEETS, KILLS = 30, 1


@pytest.mark.skipif(cluster.wanted(), reason="takes long; on PostgreSQL `python -m bench kill` does it")
def test_no_acknowledged_answer_is_missing(home: Home) -> None:
    home.extra |= {"UNIONHALL_URL": "http://127.0.0.1", "UNIONHALL_ALLOW_LOOPBACK_LINKS": "1"}
    home.demo()
    phones = burst.open_phones(home, SHEETS)
    with home.serving() as served:
        assert burst.burst(served, phones, KILLS, seconds=3) > SHEETS
    assert burst.missing(home, phones) == []
