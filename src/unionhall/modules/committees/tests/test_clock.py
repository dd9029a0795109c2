"""A day that a holiday may still move says so."""

from datetime import timedelta

from unionhall.kernel import clock
from unionhall.modules.committees.views.parts import face
from unionhall.ui.clocks import ClockState


def test_a_provisional_day_says_so_until_it_is_over() -> None:
    today = clock.today()
    assert "暂定" in face(today + timedelta(days=10), is_provisional=True).text
    assert face(today + timedelta(days=10), is_provisional=True).state is ClockState.PROVISIONAL
    assert face(today + timedelta(days=40)).state is ClockState.CALM
    assert face(today - timedelta(days=1), is_provisional=True).state is ClockState.OVERDUE
