"""What leaves the house: the text to copy to the group, and the document as a file."""

from django.utils.translation import gettext as _

from unionhall.kernel.address import public_url
from unionhall.kernel.gongwen import docx, typeset
from unionhall.modules.briefings.models import Annex, Briefing
from unionhall.modules.briefings.notices import sheet
from unionhall.modules.briefings.queries.document import document, number_text

__all__ = ["as_file", "file_name", "text_for_group"]


def text_for_group(briefing: Briefing) -> str:
    """What is sent to a group of chairs when it is issued. Raises Refused where people could not open the address."""
    number = number_text(briefing)
    values = {"unit": briefing.issuer, "kind": briefing.get_kind_display(), "title": briefing.name, "number": number}
    return "\n".join(
        [
            _("【%(unit)s】印发%(kind)s：%(title)s（%(number)s）") % values,
            _("点开看全文，每个数都有出处："),
            public_url(briefing.get_absolute_url()),
        ]
    )


def file_name(briefing: Briefing) -> str:
    """What its files are called, without an ending."""
    number = number_text(briefing).replace("〔", "(").replace("〕", ")") if briefing.number else _("草稿")
    return f"{briefing.name} {number}".replace("/", "-")


def as_file(briefing: Briefing, form: str) -> bytes:
    """A briefing as "docx", "pdf" or "xlsx"; once issued, the workbook of that day. Raises KeyError."""
    if form == "xlsx":
        annex = Annex.objects.filter(briefing=briefing).first()
        return bytes(annex.content) if annex is not None else sheet.write(briefing)
    return {"docx": docx.write, "pdf": typeset.write}[form](document(briefing))
