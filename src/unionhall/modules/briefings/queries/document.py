"""A briefing as a document after GB/T 9704-2012, ready to be drawn on a page, in a .docx or in a PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone, translation

from unionhall.kernel import clock
from unionhall.kernel.gongwen.shape import Bar, Chart, Document, Note, Piece, Text
from unionhall.modules.briefings.models import Briefing, Citation
from unionhall.modules.briefings.procedure import PUBLISHED, WITHDRAWN
from unionhall.modules.briefings.queries import body as texts
from unionhall.modules.briefings.queries import citing
from unionhall.modules.briefings.queries.citing import Cited, Row

BLANK_DAY = "　　年　月　日"


_Source = tuple[object, ...]


def _source(cited: Cited) -> _Source:
    one = cited.citation
    return (one.measure, one.slice, one.unit_id, one.reckoning_id, one.month, one.on)


def document(briefing: Briefing) -> Document:
    """A briefing as it is now, or as it was issued; for a page that has checked its reader. Always in Chinese."""
    with translation.override("zh-hans"):
        return _document(briefing)


def _document(briefing: Briefing) -> Document:
    cited = citing.cited(briefing)
    issuer = briefing.issuer or briefing.unit.name
    is_circular = briefing.kind == Briefing.Kind.CIRCULAR
    issued = timezone.localtime(briefing.issued).date() if briefing.issued else None
    day = long_day(issued) if issued else BLANK_DAY
    notes: dict[_Source, Note] = {}
    told = _Telling(cited, long_day(issued or clock.today()), notes)
    blocks = tuple(told.block(block) for block in texts.blocks(briefing.body))
    return Document(
        is_circular=is_circular,
        head=f"{issuer}文件" if is_circular else f"{issuer}简报",
        number=number_text(briefing),
        line=("", "") if is_circular else (issuer, day),
        title=tuple(line.strip() for line in briefing.title.splitlines() if line.strip()),
        to=briefing.to.rstrip("：:。 "),
        blocks=blocks,
        sign=issuer,
        day=day,
        copies=briefing.copies.rstrip("。 "),
        printed=(issuer, f"{day}印发"),
        notes=tuple(notes.values()),
        mark=_mark(briefing),
        cited=cited,
    )


def number_text(briefing: Briefing) -> str:
    """A circular's 发文字号, 松工通〔2026〕3号; a brief's 2026年第3期. Blank where the number will stand."""
    year, number = (briefing.year or "　　"), (briefing.number or "　")
    if briefing.kind == Briefing.Kind.CIRCULAR:
        return f"{briefing.word}〔{year}〕{number}号"
    return f"{year}年第{number}期"


def long_day(day: date) -> str:
    """A day as an official document writes it: 2026年11月23日."""
    return f"{day.year}年{day.month}月{day.day}日"


def note_text(cited: Cited) -> str:
    """Where a figure comes from, in one line: measure, scope, campaign or month, as of when, from how many units."""
    rows = cited.rows
    parts = [f"{cited.label}：{cited.scope}及下级" if cited.is_chart or rows else cited.label]
    parts += [f"“{cited.span}”" if cited.citation.reckoning_id else cited.span] if cited.span else []
    if rows:
        parts.append(f"截至{_as_of(cited, rows[0])}")
        if not cited.is_chart and (units := citing.units_text(rows[0])):
            parts.append(units)
    return "，".join(parts) + "。"


def _as_of(cited: Cited, row: Row) -> str:
    if cited.citation.on is not None:
        return long_day(cited.citation.on)
    at: datetime = timezone.localtime(row.as_of)
    return f"{long_day(at.date())}{at:%H:%M}" + ("（已结算）" if row.source == "snapshot" else "")


def _mark(briefing: Briefing) -> str:
    if briefing.state == WITHDRAWN and briefing.withdrawn:
        return f"{long_day(timezone.localtime(briefing.withdrawn).date())}已撤回：{briefing.reason}"
    return "" if briefing.state in PUBLISHED else "草稿，数字随时更新"


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the places in a text come to; notes are numbered in the order in which they are met."""

    cited: Mapping[str, Cited]
    day: str
    notes: dict[_Source, Note]

    def block(self, block: texts.Block) -> Text | Chart:
        if isinstance(block, texts.Paragraph):
            return Text(block.level, self._pieces(block.head), self._pieces(block.runs))
        if block.key not in self.cited:
            return Text(0, (), (Piece(f"{{{{{block.key}}}}}"),))
        return _chart(self.cited[block.key], self._note(self.cited[block.key]))

    def _pieces(self, runs: Sequence[texts.Run]) -> tuple[Piece, ...]:
        return tuple(Piece(run.text) if isinstance(run, texts.Words) else self._place(run.key) for run in runs)

    def _place(self, key: str) -> Piece:
        if key == texts.DAY:
            return Piece(self.day)
        told = self.cited.get(key)
        if told is None or not told.rows or told.is_chart:
            return Piece(f"{{{{{key}}}}}")
        return Piece(told.text(told.rows[0]), self._note(told))

    def _note(self, cited: Cited) -> Note:
        """The note of a figure, which a chart of the same figures shares."""
        source = _source(cited)
        if source not in self.notes:
            alike = [each for each in self.cited.values() if _source(each) == source and each.rows]
            best = next((each for each in alike if not each.is_chart), cited)
            self.notes[source] = Note(len(self.notes) + 1, best.key, note_text(best))
        return self.notes[source]


def _chart(cited: Cited, note: Note) -> Chart:
    is_by_day = cited.citation.shape == Citation.Shape.DAYS
    values = [row.value or Decimal(0) for row in cited.rows]
    most = Decimal(1) if cited.counter == citing.PERCENT else max(values, default=Decimal(0)) or Decimal(1)
    bars = tuple(
        Bar(row.label, cited.text(row), _units(row), round(float(100 * value / most), 1), row.code)
        for row, value in zip(cited.rows, values, strict=True)
    )
    counter = f"（{cited.quantity}）" if cited.quantity else ""
    has_units = any(bar.units for bar in bars)
    columns = ("单位", f"{cited.label}{counter}", "报数单位" if has_units else "")
    if is_by_day:
        columns = ("日期", cited.quantity or cited.label, "")
    by = "每天" if is_by_day else "各单位"
    longest = max(values, default=Decimal(0))
    return Chart(f"{by}{cited.label}情况", columns, bars, is_by_day, note, str(int(longest)) + cited.quantity)


def _units(row: Row) -> str:
    if row.n is None:
        return ""
    return f"{row.n}家" if row.m is None else f"{row.n}/{row.m}家"
