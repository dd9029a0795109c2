"""Lessons, questions, papers, and the sheets on which workers answer them."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.org.models import Unit

LETTERS = "ABCDEFGH"  # the options of a question, in their order
MOST_OPTIONS = len(LETTERS)


def new_public_id() -> str:
    """The name of a sheet in addresses: 128 random bits in 22 characters."""
    return secrets.token_urlsafe(16)


def grace() -> timedelta:
    """For how long after the end a save or a hand-in is still taken (``UNIONHALL_SIT_GRACE``, seconds)."""
    return timedelta(seconds=getattr(settings, "UNIONHALL_SIT_GRACE", 120))


class Lesson(models.Model):
    """What is read before a paper: titled sections of plain paragraphs."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    # [{"kind": "text", "title": …, "paragraphs": [plain text, …]}]; further kinds can stand beside "text"
    sections = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)  # grows with every change; part of the key of rendered pages
    created = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("unit", "-id"), name="learning_lesson_unit"),)

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question with its options, the right ones among them, and why they are right."""

    class Kind(models.TextChoices):
        SINGLE = "single", _("单选题")
        MULTIPLE = "multiple", _("多选题")
        TRUE_FALSE = "true_false", _("判断题")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.TextField()
    options = models.JSONField(default=list)  # plain texts, at most MOST_OPTIONS; lettered A, B, … by their place
    right = models.CharField(max_length=MOST_OPTIONS)  # the letters of the right options, in order
    explanation = models.TextField(blank=True)
    basis = models.CharField(max_length=200, blank=True)  # legal basis in the author's words, e.g. 《工会法》第三条
    created = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("unit", "-id"), name="learning_question_unit"),)

    def __str__(self) -> str:
        return self.text


class Paper(models.Model):
    """Questions in order with marks. Once assigned it is fixed: what was asked can not change under an answer.

    ``content`` is the paper as it was fixed, questions included, so that a later change of a question touches no paper
    that somebody sits.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    pass_marks = models.PositiveSmallIntegerField()  # marks
    tries = models.PositiveSmallIntegerField(default=1)  # how often one person may hand it in
    minutes = models.PositiveSmallIntegerField(null=True)  # time limit; none: until the campaign's end
    shows_answers = models.BooleanField(default=True)  # after hand-in
    version = models.PositiveIntegerField(default=1)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="next")
    fixed_at = models.DateTimeField(null=True)
    content = models.JSONField(default=list)  # see queries.FixedQuestion; empty until fixed
    created = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("unit", "-id"), name="learning_paper_unit"),)

    def __str__(self) -> str:
        return self.title

    @property
    def is_fixed(self) -> bool:
        """Whether it has been assigned and can no longer be changed."""
        return self.fixed_at is not None


class PaperQuestion(models.Model):
    """A question's place in a paper, and what it is worth there."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="places")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="places")
    position = models.PositiveSmallIntegerField()  # from 1
    marks = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("paper", "position")
        constraints = (
            models.UniqueConstraint(fields=("paper", "question"), name="learning_question_once"),
            models.UniqueConstraint(fields=("paper", "position"), name="learning_position_once"),
        )

    def __str__(self) -> str:
        return f"{self.position}. {self.question_id}"


class Assignment(models.Model):
    """A lesson, a paper or both, given to everybody who takes part in a campaign."""

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, null=True, related_name="assignments")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, related_name="assignments")
    created = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("campaign", "paper"), name="learning_paper_once_a_campaign"),
            models.CheckConstraint(
                condition=Q(lesson__isnull=False) | Q(paper__isnull=False), name="learning_something_assigned"
            ),
        )

    def __str__(self) -> str:
        return f"assignment {self.pk}"


class Sheet(models.Model):
    """One person's one try at one assignment: a single row, so that a save is a single UPDATE.

    ``answers`` holds one field per question, parted by "|": the letters chosen and the number of the save that chose
    them ("B@3||AC@7"), so that of one question an older save never undoes a newer one, whatever came to others in
    between. ``seq`` is the highest of these numbers. Opened sheets that were never saved count nowhere.
    """

    public = models.CharField(max_length=22, unique=True, default=new_public_id)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="sheets")
    participant = models.ForeignKey("campaigns.Participant", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # by whose link they came
    attempt = models.PositiveSmallIntegerField(default=1)
    opened = models.DateTimeField()
    lesson_read = models.DateTimeField(null=True)
    answers = models.TextField(blank=True)
    seq = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    # one line per accepted save, "<seq> <unix seconds> <question>=<letters>,…": what was acknowledged, for a dispute
    receipts = models.TextField(blank=True)
    handed_in = models.DateTimeField(null=True)
    is_by_clock = models.BooleanField(default=False)  # handed in by the system after the end
    right = models.PositiveSmallIntegerField(null=True)  # questions answered right
    marks = models.PositiveSmallIntegerField(null=True)
    is_passed = models.BooleanField(null=True)
    counted_on = models.DateField(null=True)  # the day of its facts; none: not handed in, or the person not confirmed

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("assignment", "participant", "attempt"), name="learning_sheet_once"),
            models.CheckConstraint(
                condition=Q(handed_in=None, marks=None, counted_on=None)
                | Q(handed_in__isnull=False, marks__isnull=False, right__isnull=False, is_passed__isnull=False),
                name="learning_marks_with_hand_in",
            ),
        )
        indexes = (
            models.Index(fields=("participant",), name="learning_sheet_participant"),
            models.Index(fields=("assignment",), condition=Q(handed_in=None, seq__gt=0), name="learning_open_sheet"),
            models.Index(fields=("unit", "counted_on"), name="learning_sheet_unit"),
        )

    def __str__(self) -> str:
        return f"sheet {self.pk}"


def end_of(campaign: Any) -> datetime:
    """The moment at which a campaign's last day is over, in the installation's time zone."""
    midnight = datetime.combine(campaign.until + timedelta(days=1), datetime.min.time())
    return timezone.make_aware(midnight)
