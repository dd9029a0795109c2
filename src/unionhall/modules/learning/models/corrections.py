"""That a question was withdrawn after people had answered it, put before each unit whose sheets it changed."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures.declare import Procedural
from unionhall.modules.learning.models.certificates import Certificate, earned
from unionhall.modules.learning.models.papers import Paper


class Correction(Procedural):
    """One unit's part of a withdrawal: how many of its sheets were marked anew, and what came of it."""

    procedure = "learning.correction"

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="corrections")
    edition = models.PositiveSmallIntegerField()  # of the paper: which withdrawal
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    sheets = models.PositiveIntegerField()  # marked anew
    now_passed = models.PositiveIntegerField()  # that had not passed before
    now_failed = models.PositiveIntegerField()  # that had passed before
    due = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("paper", "edition", "unit"), name="learning_corrected_once_a_unit"),
        )

    def __str__(self) -> str:
        return f"correction {self.edition} of paper {self.paper_id} at unit {self.unit_id}"

    @property
    def place(self) -> int:
        """Which of the paper's questions was withdrawn."""
        return int(self.paper.withdrawn[self.edition - 1]["place"])

    @property
    def rule(self) -> str:
        """What became of its marks: "everybody" or "out"."""
        return str(self.paper.withdrawn[self.edition - 1]["rule"])

    def in_question(self) -> list[Certificate]:
        """The unit's certificates for sheets of the paper that pass no more, on which nothing was said yet."""
        found = Certificate.objects.filter(
            unit=self.unit_id, sheet__assignment__paper=self.paper_id, revoked=None, kept=None, sheet__voided=None
        )
        related = found.select_related("rule__assignment__paper", "sheet", "participant").order_by("pk")
        all_ = list(related.defer("sheet__receipts", "rule__assignment__paper__content"))
        still = earned(all_)
        return [one for one in all_ if one.pk not in still]

    def duty_title(self) -> str:
        """How the inbox calls it."""
        return _("《%(title)s》有一道题作废，成绩重新算过") % {"title": self.paper.title}

    def get_absolute_url(self) -> str:
        """What changed for this unit."""
        return reverse("learning:correction", args=[self.pk])


def due_by(today: date) -> date:
    """Until when a chair is to have looked at a correction: two weeks."""
    return date.fromordinal(today.toordinal() + 14)
