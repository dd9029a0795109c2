"""A briefing is approved by another, numbered, and from then on says what it said, whatever happens."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from tests.district import NOW, SYSTEM
from unionhall.kernel import clock
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts import queries as figures
from unionhall.kernel.gongwen.shape import Chart, Text
from unionhall.kernel.org import merging, moves
from unionhall.kernel.org.plans import Merger
from unionhall.kernel.procedures import queries as procedures
from unionhall.kernel.procedures.models import Duty
from unionhall.modules.briefings import actions, queries
from unionhall.modules.briefings.models import Briefing, Citation, Opening
from unionhall.modules.briefings.queries import citing
from unionhall.modules.briefings.queries.document import document
from unionhall.modules.briefings.tests.conftest import PAPERS, PASS_RATE, Office

CHILDREN, DAYS = Citation.Shape.CHILDREN, Citation.Shape.DAYS


def said(briefing: Briefing) -> list[str]:
    """Every figure and every bar, in order."""
    found = []
    for block in document(Briefing.objects.get(pk=briefing.pk)).blocks:
        if isinstance(block, Chart):
            found += [f"{bar.label} {bar.text}" for bar in block.bars]
        elif isinstance(block, Text):
            found.append("".join(piece.text for piece in (*block.head, *block.pieces)))
    return found


def test_figures_live_while_a_draft_and_are_frozen_when_issued(office: Office) -> None:
    federation, reckoning = office.district.federation, office.reckoning
    draft = office.draft(
        "共{{f1}}份，合格率{{f2}}。\n{{t1}}\n{{t2}}",
        office.cite(),
        office.cite(PASS_RATE),
        office.cite(shape=CHILDREN),
        office.cite(shape=DAYS),
    )
    assert said(draft)[0] == "共21份，合格率90.5%。"
    office.sit(office.district.yard, 4)
    told = figures.figures(SYSTEM, [PAPERS, PASS_RATE], federation, reckoning)
    assert (told[PAPERS].value, said(draft)[0]) == (25, "共25份，合格率92.0%。")

    before = said(office.issue(draft))
    assert before[1:3] == ["听泉街道总工会 13", "柳岸镇总工会 12"]
    assert before[-1] == "11月10日 25"
    one = citing.cited(Briefing.objects.get(pk=draft.pk))["f2"].rows[0]
    assert (one.value, one.n, one.m, one.source) == (round(told[PASS_RATE].value or 0, 12), 3, 3, "live")

    with clock.set_to(NOW + timedelta(days=3)):
        office.sit(office.district.mill, 9)
        moves.move(SYSTEM, office.district.shop, to=office.district.west, on=date(2026, 11, 12), reason="批复")
        merging.merge(
            SYSTEM, Merger((office.district.west,), into=office.district.east, on=date(2026, 11, 13), reason="批复")
        )
        facts.withdraw(SYSTEM, PAPERS, ["learning.sheet:1"])
        facts.close(SYSTEM, reckoning, reason="提前")
        office.sit(office.district.shop, 1)
        assert said(draft) == before


def test_a_document_is_chinese_for_a_reader_of_english(office: Office) -> None:
    draft = office.draft("{{t1}}", office.cite(shape=CHILDREN))
    with translation.override("en"):
        (chart,) = document(draft).blocks
    assert isinstance(chart, Chart)
    assert (chart.title, chart.head[:2]) == ("各单位交来的答卷情况", ("单位", "交来的答卷（份）"))


def test_nobody_issues_what_they_wrote_unless_they_are_alone(office: Office) -> None:
    mill = office.district.mill
    alone = office.district.actor("柯洛", mill, "chair")
    own = actions.draft(alone, mill, kind="brief", title="厂里的简报", body="一切都好。")
    assert actions.issue(alone, actions.send(alone, own)).number == 1

    another = office.district.actor("窦娜", mill, "vice_chair")
    second = actions.send(alone, actions.draft(alone, mill, kind="brief", title="第二期", body="都好。"))
    with pytest.raises(Refused, match="另一位"):
        actions.issue(alone, second)
    assert actions.issue(another, second).number == 2
    with pytest.raises(Refused, match="权限"):
        actions.issue(office.officer, office.draft("都好。"))


def test_it_waits_in_the_chairs_inbox_and_comes_back_with_a_reason(office: Office) -> None:
    draft = actions.send(office.officer, office.draft("都好。"))
    assert [duty.title for duty in procedures.inbox(office.chair)] == ["简报：答卷进展"]
    with pytest.raises(Refused, match="为什么"):
        actions.send_back(office.chair, draft, reason=" ")
    returned = actions.send_back(office.chair, draft, reason="标题写清楚")
    assert [duty.clock for duty in procedures.inbox(office.officer)] == ["revise"]
    with pytest.raises(Refused, match="取回来"):
        actions.edit(office.officer, actions.send(office.officer, returned), title="", body="")


def test_numbers_run_by_kind_and_year(office: Office) -> None:
    first, second = office.issue(office.draft("一。")), office.issue(office.draft("二。"))
    other = office.issue(office.draft("三。", kind=Briefing.Kind.CIRCULAR))
    with clock.set_to(NOW + timedelta(days=60)):
        later = office.issue(office.draft("四。", kind=Briefing.Kind.CIRCULAR))
    assert [document(each).number for each in (first, second, other, later)] == [
        "2026年第1期",
        "2026年第2期",
        "松工通〔2026〕1号",
        "松工通〔2027〕1号",
    ]


def test_no_result_of_few_people_is_offered_or_issued(office: Office) -> None:
    federation, yard = office.district.federation, office.district.yard
    facts.withdraw(SYSTEM, PAPERS, [f"learning.sheet:{n}" for n in range(14, 18)])  # four of the yard's are left
    facts.withdraw(SYSTEM, "learning.passed", [f"learning.sheet:{n}" for n in range(14, 18)])
    offered = [each.measure for each in citing.choices(federation, yard, office.reckoning, None, None)]
    assert PAPERS in offered
    assert PASS_RATE not in offered
    with pytest.raises(Refused, match="不能引用"):
        office.draft("{{f1}}", office.cite(PASS_RATE, yard))

    office.sit(yard, 1)
    draft = office.draft("合格率{{f1}}。\n{{t1}}", office.cite(PASS_RATE, yard), office.cite(PASS_RATE, shape=CHILDREN))
    facts.withdraw(SYSTEM, PAPERS, ["learning.sheet:22"])
    with pytest.raises(Refused, match="看得出是谁"):
        actions.send(office.officer, draft)
    actions.edit(office.officer, draft, title="答卷进展", body="各单位。\n{{t1}}")
    assert said(office.issue(draft)) == ["各单位。", "听泉街道总工会 人少，不公布", "柳岸镇总工会 人少，不公布"]


def test_a_day_that_was_chosen_stays_and_no_result_is_told_of_it(office: Office) -> None:
    draft = office.draft("共{{f1}}份。", office.cite(on=date(2026, 11, 10)))
    with clock.set_to(NOW + timedelta(days=2)):
        office.sit(office.district.yard, 4, day=date(2026, 11, 12))
        assert said(draft) == ["共21份。"]
        assert "截至2026年11月10日" in document(draft).notes[0].text
    with pytest.raises(Refused, match="不能引用"):
        office.draft("{{f1}}", office.cite(PASS_RATE, on=date(2026, 11, 10)))


def test_units_below_read_what_is_issued_and_nothing_else(office: Office) -> None:
    chair, outsider = office.district.actor("柯洛", office.district.mill, "chair"), office.district.actor("外人")
    draft = office.draft("都好。")
    for by in (chair, outsider):
        with pytest.raises(Denied):
            queries.briefing_for(by, draft.pk)
    issued = office.issue(draft)
    assert list(queries.unread(chair)) == [issued]
    actions.mark_read(chair, issued)
    actions.mark_read(chair, issued)
    actions.mark_read(office.officer, issued)
    assert not queries.unread(chair).exists()
    assert Opening.objects.get().unit == office.district.mill
    with pytest.raises(Denied):
        queries.briefing_for(outsider, draft.pk)
    with pytest.raises(Refused, match="权限"):
        actions.withdraw(chair, issued, reason="不对")
    actions.withdraw(office.chair, issued, reason="数字报错了")
    assert document(queries.briefing_for(chair, draft.pk)).mark == "2026年11月10日已撤回：数字报错了"


def test_a_merger_takes_drafts_along_and_leaves_what_was_issued(office: Office) -> None:
    east, west = office.district.east, office.district.west
    by = office.district.actor("魏明", west, "vice_chair")
    issued, draft = (actions.draft(by, west, kind="brief", title="镇里的", body="都好。") for _each in range(2))
    actions.issue(by, actions.send(by, issued))
    actions.send(by, draft)
    merging.merge(SYSTEM, Merger((west,), into=east, on=date(2026, 11, 10), reason="批复"))
    found = {each.pk: each.unit for each in Briefing.objects.select_related("unit")}
    assert (found[issued.pk], found[draft.pk]) == (west, east)
    receiver = office.district.actor("本立新", east, "chair")
    assert [duty.item_id for duty in procedures.inbox(receiver)] == [draft.pk]
    assert actions.issue(receiver, Briefing.objects.get(pk=draft.pk)).number == 1


def test_what_an_ended_union_was_writing_ends_with_it(office: Office) -> None:
    yard = office.district.yard
    by = office.district.actor("颜青", yard, "officer")
    actions.send(by, actions.draft(by, yard, kind="brief", title="厂里的", body="都好。"))
    moves.end(SYSTEM, yard, on=date(2026, 11, 10), reason="厂子关了")
    assert Briefing.objects.get().state == "dropped"
    assert not Duty.objects.open().filter(procedure=Briefing.procedure).exists()
