"""Footnotes of a .docx, which Word numbers and puts at the foot of the page that leads to them (ECMA-376, 17.11)."""

from __future__ import annotations

from collections.abc import Sequence

from unionhall.kernel.gongwen.shape import Note

_OWN = 2  # the first two footnotes of a file are the line above them, and that above what goes on from a page before
_RAISED = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
_STYLE = "FootnoteText"
_LINES = f'<w:pPr><w:pStyle w:val="{_STYLE}"/></w:pPr>'


def mark(note: Note, *, is_first: bool) -> str:
    """The number after a figure: where it stands first the footnote itself, later a way to that."""
    if is_first:
        number = f'<w:r>{_RAISED}<w:footnoteReference w:id="{note.number - 1 + _OWN}"/></w:r>'
        place = f'w:id="{note.number}"'
        number = f'<w:bookmarkStart {place} w:name="note{note.number}"/>{number}<w:bookmarkEnd {place}/>'
        return f"{_run('[')}{number}{_run(']')}"
    field = f" NOTEREF note{note.number} \\h "
    return f'{_run("[")}<w:fldSimple w:instr="{field}">{_run(str(note.number))}</w:fldSimple>{_run("]")}'


def _run(text: str) -> str:
    return f"<w:r>{_RAISED}<w:t>{text}</w:t></w:r>"


def part(notes: Sequence[tuple[Note, str]], namespace: str) -> str:
    """footnotes.xml without its head; each note with its text as it may stand in XML."""
    lines = ("separator", "continuationSeparator")
    own = "".join(
        f'<w:footnote w:type="{kind}" w:id="{place}"><w:p>{_LINES}<w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for place, kind in enumerate(lines)
    )
    told = "".join(
        f'<w:footnote w:id="{note.number - 1 + _OWN}"><w:p>{_LINES}<w:r><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve">　{text}</w:t></w:r></w:p></w:footnote>'
        for note, text in notes
    )
    return f'<w:footnotes xmlns:w="{namespace}">{own}{told}</w:footnotes>'


def style() -> str:
    """How they are set: 5号 (half points) in lines of 16 points (twentieths)."""
    return (
        f'<w:style w:type="paragraph" w:styleId="{_STYLE}"><w:name w:val="footnote text"/><w:basedOn w:val="Normal"/>'
        '<w:pPr><w:spacing w:line="320" w:lineRule="exact"/></w:pPr>'
        '<w:rPr><w:sz w:val="21"/><w:szCs w:val="21"/></w:rPr></w:style>'
    )


def setting() -> str:
    """What the file's settings say of them."""
    return '<w:footnotePr><w:footnote w:id="0"/><w:footnote w:id="1"/></w:footnotePr>'
