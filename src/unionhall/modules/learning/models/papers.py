"""Papers, and what is given to a campaign."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.models.bank import Question
from unionhall.modules.learning.models.lessons import Lesson


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
