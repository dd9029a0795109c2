"""The text with which a briefing begins, in the words of an officer; every number in it is a figure."""

from dataclasses import dataclass, field
from datetime import date

from unionhall.kernel.actor import Actor
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.org.models import Placement, Unit
from unionhall.modules.briefings import actions, queries
from unionhall.modules.briefings.actions import NewCitation
from unionhall.modules.briefings.models import Briefing, Citation
from unionhall.modules.briefings.queries import citing

UNITS, PEOPLE, PAPERS, PASS_RATE = "campaigns.units", "campaigns.people", "learning.papers", "learning.pass_rate"
TIMES, MEAN, GAIN = "learning.times", "learning.mean", "learning.gain"


@dataclass
class _Draft:
    """A text that is being put together, with the figures it names."""

    unit: Unit
    reckoning: Reckoning
    known: dict[str, citing.Choice]
    cites: list[NewCitation] = field(default_factory=list)

    def has(self, *measures: str) -> bool:
        """Whether all of these can be told by now."""
        return all(key in self.known and self.known[key].text != "—" for key in measures)

    def put(self, measure: str, shape: str = Citation.Shape.FIGURE) -> str:
        """The token of a figure or chart, which is cited once however often it stands in the text."""
        new = NewCitation(measure, self.unit, shape=shape, reckoning=self.reckoning)
        if new not in self.cites:
            self.cites.append(new)
        is_figure = shape == Citation.Shape.FIGURE
        alike = [each for each in self.cites if (each.shape == Citation.Shape.FIGURE) == is_figure]
        return f"{{{{{'f' if is_figure else 't'}{alike.index(new) + 1}}}}}"


def begin(by: Actor, unit: Unit, *, kind: str, reckoning: Reckoning | None) -> Briefing:
    """Begin a briefing of ``unit``; about a campaign, with what can be told of it. Raises as ``actions.draft``."""
    if reckoning is None:
        return actions.draft(by, unit, kind=kind, to=_to(unit), word=queries.last_word(unit))
    known = {each.measure: each for each in citing.choices(unit, unit, reckoning, None, None) if not each.slice}
    draft = _Draft(unit, reckoning, known)
    body = "\n".join(_lines(draft))
    return actions.draft(
        by,
        unit,
        kind=kind,
        title=_title(kind, unit, reckoning),
        to=_to(unit),
        word=queries.last_word(unit),
        body=body,
        reckoning=reckoning,
        cites=draft.cites,
    )


def _lines(draft: _Draft) -> list[str]:
    since, until = _day(draft.reckoning.since), _day(draft.reckoning.until)
    lines = [f"{since}起，{draft.reckoning.unit.name}组织开展“{draft.reckoning.title}”。{_so_far(draft)}"]
    if draft.has(UNITS):
        lines += ["一、报名和参加情况", f"已报名{draft.put(UNITS)}家，各单位报名情况如下。"]
        lines.append(draft.put(UNITS, Citation.Shape.CHILDREN))
    if draft.has(PEOPLE):
        lines += [f"参加职工{draft.put(PEOPLE)}人，一人只算一次。", draft.put(PEOPLE, Citation.Shape.CHILDREN)]
    if draft.has(PAPERS):
        rate = f"，合格率{draft.put(PASS_RATE)}" if draft.has(PASS_RATE) else ""
        times = f"，答卷{draft.put(TIMES)}人次" if draft.has(TIMES) else ""
        mean = f"，平均{draft.put(MEAN)}分" if draft.has(MEAN) else ""
        gain = f"学前没答对的题，学后{draft.put(GAIN)}答对了。" if draft.has(GAIN) else ""
        lines += [
            "二、学习和答卷情况",
            f"共交答卷{draft.put(PAPERS)}份{times}{rate}{mean}。{gain}每天交卷情况如下。",
        ]
        lines.append(draft.put(PAPERS, Citation.Shape.DAYS))
    number = "三" if draft.has(PAPERS) else "二" if draft.has(UNITS) else "一"
    lines += [f"{number}、下一步工作", f"没有报名的单位抓紧报名，已报名的单位组织职工在{until}前学完、答完。"]
    return lines


def _so_far(draft: _Draft) -> str:
    said = []
    if draft.has(UNITS):
        said.append(f"{draft.put(UNITS)}家单位报名")
    if draft.has(PEOPLE):
        said.append(f"{draft.put(PEOPLE)}名职工参加")
    if draft.has(PAPERS):
        said.append(f"交答卷{draft.put(PAPERS)}份")
    if draft.has(PASS_RATE):
        said.append(f"合格率{draft.put(PASS_RATE)}")
    return f"截至{{{{day}}}}，{'，'.join(said)}。" if said else ""


def _title(kind: str, unit: Unit, reckoning: Reckoning) -> str:
    if kind == Briefing.Kind.CIRCULAR:
        return f"{unit.name}关于\n“{reckoning.title}”开展情况的通报"[:120]
    return f"“{reckoning.title}”\n进展情况"[:120]


def _to(unit: Unit) -> str:
    """The kinds of unions directly below, as one addresses them."""
    below = Placement.objects.open().filter(parent=unit).order_by().values_list("unit__kind", flat=True).distinct()
    labels = [str(kind.label) for kind in kinds.values() if kind.key in set(below)]
    return f"各{'、'.join(labels)}" if labels else ""


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
