"""Certificates, and the rules by which they are given."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures.declare import Procedural
from unionhall.modules.learning.models.outcomes import outcome
from unionhall.modules.learning.models.papers import Assignment, Paper
from unionhall.modules.learning.models.sheets import Sheet


def new_token() -> str:
    """What stands in the address of a certificate: 120 random bits in 20 characters, so that none can be guessed."""
    return secrets.token_urlsafe(15)


class CertificateRule(models.Model):
    """For what a certificate is given, in whose words, and for how long it holds."""

    class Asks(models.TextChoices):
        PASSED = "passed", gettext_lazy("答卷合格")
        LEARNT = "learnt", gettext_lazy("学完这一课")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # who gives it
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="certificate_rules")
    asks = models.CharField(max_length=6, choices=Asks.choices, default=Asks.PASSED)
    least_marks = models.PositiveSmallIntegerField(null=True)  # none: the paper's own pass mark
    title = models.CharField(max_length=60)
    wording = models.TextField()  # plain text with {name} and {date}
    months = models.PositiveSmallIntegerField(null=True)  # none: it holds for good
    remind_days = models.PositiveSmallIntegerField(default=30)
    created = models.DateTimeField()
    stopped = models.DateTimeField(null=True)  # none are given any more

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("assignment",), condition=Q(stopped=None), name="learning_one_certificate_rule"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def is_met(self, marks: int, *, passed: bool) -> bool:
        """Whether these marks are what it asks for."""
        return passed and (self.least_marks is None or marks >= self.least_marks)


class Certificate(models.Model):
    """One certificate of one participant. Whether it holds is asked of it and of the sheet it was given for."""

    token = models.CharField(max_length=20, unique=True, default=new_token)
    rule = models.ForeignKey(CertificateRule, on_delete=models.PROTECT, related_name="certificates")
    participant = models.ForeignKey("campaigns.Participant", on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey("learning.Sheet", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # by whose link they came
    issued = models.DateField()
    expires = models.DateField(null=True)  # the last day on which it holds
    reminded = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)  # why it was revoked, or kept
    kept = models.DateTimeField(null=True)  # its sheet does not pass any more, and its unit lets it hold all the same

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("rule", "participant"), name="learning_certificate_once"),
            models.CheckConstraint(
                condition=Q(revoked=None) | ~Q(reason=""), name="learning_certificate_revoked_with_reason"
            ),
        )
        indexes = (
            models.Index(fields=("unit", "-id"), name="learning_certificate_unit"),
            models.Index(
                fields=("expires",), condition=Q(reminded=None, revoked=None), name="learning_certificate_expires"
            ),
        )

    def __str__(self) -> str:
        return f"certificate {self.pk}"


def earned(certificates: Sequence[Certificate]) -> set[int]:
    """Which of these (with rule, paper and sheet) their holders' tries still earn, by key.

    Marks change where a question is withdrawn, and what counts where another try is handed in. At most one query.
    """
    found: set[int] = set()
    several: list[tuple[Certificate, Paper]] = []
    for one in certificates:
        paper = one.rule.assignment.paper
        if one.rule.asks == CertificateRule.Asks.LEARNT:
            found.add(one.pk)
        elif paper is not None and paper.tries > 1 and not paper.is_practice:
            several.append((one, paper))
        elif one.rule.is_met(one.sheet.marks or 0, passed=bool(one.sheet.is_passed)):
            found.add(one.pk)
    tries: dict[tuple[int, int], list[tuple[int, bool]]] = {}
    if several:
        sheets = Sheet.objects.filter(participant__in={one.participant_id for one, _paper in several}, voided=None)
        rows = sheets.filter(handed_in__isnull=False).order_by("attempt")
        for participant, assignment, marks, passed in rows.values_list(
            "participant_id", "assignment_id", "marks", "is_passed"
        ):
            tries.setdefault((participant, assignment), []).append((marks or 0, bool(passed)))
    for one, paper in several:
        final = outcome(tries.get((one.participant_id, one.rule.assignment_id), []), paper.counts, paper.pass_marks)
        if final is not None and one.rule.is_met(final.marks, passed=final.is_passed):
            found.add(one.pk)
    return found


class Ending(Procedural):
    """That certificates of one unit's people end soon, put before its chair."""

    procedure = "learning.ending"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # how many that were when it was told
    due = models.DateField()  # when the first of them ends

    def __str__(self) -> str:
        return f"{self.number} certificates end"

    def duty_title(self) -> str:
        """How the inbox calls it."""
        return ngettext("%(n)d 张证书快到期了", "%(n)d 张证书快到期了", self.number) % {"n": self.number}

    def get_absolute_url(self) -> str:
        """Whose they are."""
        return reverse("learning:ending", args=[self.pk])
