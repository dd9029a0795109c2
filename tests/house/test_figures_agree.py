"""Board, command, export, opened rows and plain SQL over the source tables say the same, in every state of a campaign.

The tiny demo is walked through: open, units moved and merged, closed, late facts and withdrawals, opened again.
"""

import argparse
import csv
import io
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client

from tests.demo import TinyDemo
from tests.lanes_client import LanesClient
from unionhall.config.commands.figures import run_figures
from unionhall.desk.board import queries as board
from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import actions, queries
from unionhall.kernel.facts.cells import places_of
from unionhall.kernel.facts.declare import Kind, measures
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.jobs import worker
from unionhall.kernel.org import actions as org
from unionhall.kernel.org import merging
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.plans import Merger
from unionhall.kernel.people import accounts
from unionhall.modules.campaigns.models import Campaign
from unionhall.modules.learning import actions as learning
from unionhall.modules.learning.models import Paper

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SYSTEM = Actor.system("test")
HOUSES = "SELECT count(*) FROM campaigns_enrolment s JOIN campaigns_campaign c ON c.id = s.campaign_id"
SHEETS = (
    "SELECT count(*) FROM learning_sheet s JOIN learning_assignment a ON a.id = s.assignment_id"
    " JOIN campaigns_campaign c ON c.id = a.campaign_id"
)
# the tiny demo's paper has a hundred marks and one try, so that what counts is what the sheet was marked
SUMS = SHEETS.replace("count(*)", "coalesce(sum(s.{}), 0)")
PEOPLE = (
    "SELECT count(DISTINCT s.person_id) FROM campaigns_participant s"
    " JOIN campaigns_enrolment e ON e.id = s.enrolment_id JOIN campaigns_campaign c ON c.id = e.campaign_id"
)
ACTS = "FROM campaigns_act s JOIN campaigns_campaign c ON c.id = s.campaign_id"
# measure → (what is counted, whose unit, its day, whether it counts)
SOURCES = {
    "campaigns.units": (HOUSES, "s.unit_id", "LOCAL(s.enrolled)", "s.state = 'enrolled'"),
    "campaigns.people": (PEOPLE, "e.unit_id", "s.counted_on", "s.counted_on IS NOT NULL"),
    "learning.papers": (SHEETS, "s.unit_id", "s.counted_on", "s.counted_on IS NOT NULL"),
    "learning.papers/passed": (SHEETS, "s.unit_id", "s.counted_on", "s.counted_on IS NOT NULL AND s.is_passed"),
    "learning.papers/failed": (SHEETS, "s.unit_id", "s.counted_on", "s.counted_on IS NOT NULL AND NOT s.is_passed"),
    "learning.times": (SUMS.format("final_tries"), "s.unit_id", "s.counted_on", "s.counted_on IS NOT NULL"),
    "learning.marks": (SUMS.format("marks"), "s.unit_id", "s.counted_on", "s.counted_on IS NOT NULL"),
    "learning.compared": (SHEETS, "s.unit_id", "s.counted_on", "s.counted_on IS NOT NULL AND s.learnt IS NOT NULL"),
    "learning.learnt": (SUMS.format("learnt"), "s.unit_id", "s.counted_on", "s.counted_on IS NOT NULL"),
    "learning.to_learn": (SUMS.format("to_learn"), "s.unit_id", "s.counted_on", "s.counted_on IS NOT NULL"),
    "learning.passed": (SHEETS, "s.unit_id", "s.counted_on", "s.counted_on IS NOT NULL AND s.is_passed"),
}


def in_sql(term: str, unit: Unit, reckoning: Reckoning) -> int:
    """A figure counted from the source tables: each row where its unit stood on the row's day."""
    what, whose, day, counts = SOURCES[term]
    local = "({0} AT TIME ZONE 'Asia/Shanghai')::date" if connection.vendor == "postgresql" else "date({0}, '+8 hours')"
    day = local.format(day[6:-1]) if day.startswith("LOCAL") else day
    places = places_of(unit)
    under = " OR ".join("(p.path >= %s AND p.path < %s)" for _place in places)
    sql = (
        f"{what} JOIN org_placement p ON p.unit_id = {whose} AND p.since <= {day}"
        f" AND (p.until IS NULL OR p.until > {day}) WHERE c.reckoning_id = %s AND {counts} AND ({under})"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [reckoning.pk, *(end for place in places for end in (place, paths.end(place)))])
        return int(cursor.fetchone()[0])


def told_by_command(unit: Unit, campaign: Campaign, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What ``unionhall figures UNIT --campaign C --json`` prints of the campaign."""
    capsys.readouterr()
    run_figures(argparse.Namespace(unit=unit.code, campaign=str(campaign.pk), json=True))
    [found] = json.loads(capsys.readouterr().out)["reckonings"]
    return dict(found)


def told_by_board(client: Client, unit: Unit, campaign: Campaign) -> dict[str, list[str]]:
    """The board's table as it is taken away, by the units' codes."""
    answer = client.get(f"/board/{campaign.pk}/?as=csv&unit={unit.code}")
    assert answer.status_code == 200, unit
    _head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    return {row[1]: row[3:] for row in rows}


def agree(client: Client, campaign: Campaign, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything that tells a figure tells the same, for every unit and measure."""
    reckoning = Reckoning.objects.get(pk=campaign.reckoning_id)
    counted = [m for m in measures.values() if m.kind in (Kind.ADDITIVE, Kind.DISTINCT) and not m.is_reported]
    stored = {
        m.key for m in counted if m.key.startswith(("campaigns.", "learning."))
    }  # what is counted by the campaign
    assert stored == {term.split("/")[0] for term in SOURCES}, "a measure has no SQL here"
    on_boards: dict[str, list[list[str]]] = {}
    for unit in Unit.objects.order_by("code"):
        if not queries.figure(SYSTEM, "campaigns.units", unit, reckoning=reckoning).m:
            continue
        told = told_by_command(unit, campaign, capsys)
        figures = told["figures"]
        for term in SOURCES:
            key, _, part = term.partition("/")
            value = figures[term]["value"] or 0
            late = queries.late(SYSTEM, key, unit, reckoning, slice=part) or 0
            assert value + late == in_sql(term, unit, reckoning), (unit, term)
            rows = queries.rows(SYSTEM, key, unit, reckoning=reckoning, slice=part)
            is_people = measures[key].kind is Kind.DISTINCT
            assert value == (rows.count() if is_people else rows.aggregate(n=Sum("value"))["n"] or 0), (unit, term)
            assert value == sum(n for _day, n in queries.daily(SYSTEM, key, unit, reckoning, slice=part)), (unit, term)
            assert figures[term]["source"] == ("snapshot" if told["is_closed"] else "live")
            assert figures[term]["origin"] == "counted"
        if figures["learning.papers"]["value"]:
            rate = Decimal(figures["learning.passed"]["value"] or 0) / Decimal(figures["learning.papers"]["value"])
            assert figures["learning.pass_rate"]["value"] == float(rate)
            mean = Decimal(figures["learning.marks"]["value"]) / Decimal(figures["learning.papers"]["value"])
            assert figures["learning.mean"]["value"] == float(mean)
        for code, row in told_by_board(client, unit, campaign).items():
            on_boards.setdefault(code, []).append(row)
        own = on_boards[unit.code][-1]
        keys = [measure.key for measure in board.columns() if figures[measure.key]["n"] or measure.key != board.GAIN]
        for cell, key in zip(own, keys, strict=True):
            value = figures[key]["value"]
            if "不显示" not in cell:
                assert cell == ("" if value is None else str(value)), (unit, key)
    assert actions.recount() == []


def test_all_that_tells_a_figure_tells_the_same(tiny: TinyDemo, capsys: pytest.CaptureFixture[str]) -> None:
    told = tiny.told
    client = LanesClient()
    account = accounts.account_by_phone(told["officer"])
    assert account is not None
    client.force_login(account)
    campaign = Campaign.objects.select_related("reckoning").get(pk=told["campaign"])
    assert campaign.reckoning is not None
    agree(client, campaign, capsys)
    first = campaign.unit.pk
    towns = [u for u in Unit.objects.filter(kind__in=("township", "zone")).order_by("code") if u.pk != first]
    firms = list(Unit.objects.filter(kind="grassroots").order_by("code"))
    today = clock.today()
    org.move(SYSTEM, firms[0], to=_another(towns, firms[0]), on=today, reason="试一试")
    merging.merge(SYSTEM, Merger((firms[1],), firms[4], today, "试一试"))
    agree(client, campaign, capsys)
    actions.close(SYSTEM, campaign.reckoning, reason="试一试")
    before = {unit.pk: told_by_command(unit, campaign, capsys)["figures"] for unit in (campaign.unit, firms[0])}
    agree(client, campaign, capsys)
    paper = Paper.objects.get()
    learning.withdraw_question(SYSTEM, paper=paper, place=1, rule="everybody", reason="题意不清")
    while worker.run_one():
        pass
    with clock.set_to(clock.now() + timedelta(days=1)):
        org.move(SYSTEM, firms[0], to=_another(towns, firms[0]), on=clock.today(), reason="试一试")
        agree(client, campaign, capsys)
        for unit in (campaign.unit, firms[0]):
            assert told_by_command(unit, campaign, capsys)["figures"] == before[unit.pk]
        actions.reopen(SYSTEM, campaign.reckoning, reason="试一试")
        agree(client, campaign, capsys)


def _another(towns: list[Unit], unit: Unit) -> Unit:
    """A town under which the unit does not stand."""
    above = paths.unit_ids(places_of(unit)[-1])
    return next(town for town in towns if town.pk not in above)
