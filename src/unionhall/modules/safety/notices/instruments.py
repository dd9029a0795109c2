"""An instrument in the official form: .docx and PDF."""

from __future__ import annotations

from django.utils.translation import gettext as _

from unionhall.kernel.gongwen import docx, typeset
from unionhall.kernel.gongwen.shape import Document, paragraph
from unionhall.modules.safety.models import Instrument
from unionhall.modules.safety.queries import cited


def number_text(instrument: Instrument) -> str:
    """Its number, e.g. 工劳〔2026〕3号."""
    return _("工劳〔%(year)d〕%(number)d号") % {"year": instrument.year, "number": instrument.number}


def file_name(instrument: Instrument) -> str:
    """What its files are called, without an ending: nothing of who reported."""
    return f"{instrument.get_kind_display()} {instrument.year}-{instrument.number}"


def as_file(instrument: Instrument, form: str) -> bytes:
    """It as "docx" or "pdf". Raises KeyError."""
    return {"docx": docx.write, "pdf": typeset.write}[form](document(instrument))


def document(instrument: Instrument) -> Document:
    """What is drawn."""
    hazard, day = instrument.hazard, instrument.due
    law = cited("SAF-60")
    opening = _("经查，%(site)s%(place)s存在以下隐患（编号%(number)s）：%(words)s") % {
        "site": hazard.site.name,
        "place": hazard.place,
        "number": hazard.number,
        "words": _as_sentence(hazard.words),
    }
    closing = _("请于%(year)d年%(month)d月%(day)d日前书面答复。") % {
        "year": day.year,
        "month": day.month,
        "day": day.day,
    }
    if law:
        closing = _("根据%(law)s，") % {"law": law} + closing
    issued = instrument.issued
    day_of_issue = f"{issued.year}年{issued.month}月{issued.day}日"
    body = (opening, *instrument.words.splitlines(), closing)
    return Document(
        is_circular=True,
        head=_("%(unit)s文件") % {"unit": instrument.unit.name},
        number=number_text(instrument),
        line=("", ""),
        title=(str(instrument.get_kind_display()),),
        to=instrument.to,
        blocks=tuple(paragraph(text) for text in body if text.strip()),
        sign=instrument.unit.name,
        day=day_of_issue,
        copies="",
        printed=(instrument.unit.name, f"{day_of_issue}印发"),
        notes=(),
        mark="",
    )


def _as_sentence(words: str) -> str:
    """What somebody wrote, with a full stop behind it."""
    said = words.strip()
    return said if said.endswith(("。", "！", "？", ".", "!", "?")) else f"{said}。"
