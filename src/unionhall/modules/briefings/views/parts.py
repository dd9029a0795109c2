"""What the pages of briefings have in common."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.procedures import queries as procedures
from unionhall.modules.briefings.models import Briefing
from unionhall.modules.briefings.procedure import BRIEFING
from unionhall.ui.words import day, moment


def show(form: forms.Form, refused: Refused) -> None:
    """Put the reasons of a refusal beside the fields they are about, so that nothing that was typed is lost."""
    for reason in refused.reasons:
        field = reason.code.rpartition(".")[2]
        form.add_error(field if field in form.fields else None, str(reason.text))


def timeline(briefing: Briefing, by: Actor) -> list[dict[str, Any]]:
    """What was done with it, and what it waits for; for those who write or approve it."""
    rows: list[dict[str, Any]] = [
        {
            "state": "done",
            "title": line.sentence,
            "when": f"{line.by} {moment(line.line.at)}".strip(),
            "text": line.line.reason,
        }
        for line in journal.shown(procedures.timeline(briefing, by), by)
    ]
    for duty in procedures.duties_of(briefing).filter(met=None):
        until = _("%(day)s以前") % {"day": day(duty.due)} if duty.due else ""
        rows.append({"state": "now", "title": briefing_state(briefing), "when": until})
    return rows


def briefing_state(briefing: Briefing) -> str:
    """What its state is called."""
    return str(BRIEFING.state(briefing.state).label)
