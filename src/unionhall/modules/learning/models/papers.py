"""Papers, and what is given to a campaign."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.models.bank import Question
from unionhall.modules.learning.models.lessons import Lesson


class Paper(models.Model):
    """Questions in order with marks. Once assigned it is fixed: what was asked can not change under an answer.

    ``content`` is the paper as it was fixed, questions included, so that a later change of a question touches no paper
    that somebody sits. Only a question that proves bad is withdrawn from it: that is written beside the content, and
    ``edition`` counts it.
    """

    class Counts(models.TextChoices):
        """Which of several tries counts."""

        BEST = "best", _("成绩最好的一次")
        LAST = "last", _("最后一次")
        FIRST = "first", _("第一次")
        MEAN = "mean", _("几次的平均")

    class Shown(models.TextChoices):
        """When a worker is shown what was right."""

        AT_ONCE = "at_once", _("交卷就看")
        AFTER_END = "after_end", _("答卷时间过了再看")
        NEVER = "never", _("不看")

    class Partial(models.TextChoices):
        """What a multiple choice is worth of which only some right options are chosen, and no wrong one."""

        NONE = "", _("全对才得分")
        HALF = "half", _("少选得一半，错选不得分")
        SHARE = "share", _("少选按选对的个数得分，错选不得分")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    pass_marks = models.PositiveSmallIntegerField()  # marks
    tries = models.PositiveSmallIntegerField(default=1)  # how often one person may hand it in
    minutes = models.PositiveSmallIntegerField(null=True)  # time limit; none: until the campaign's end
    counts = models.CharField(max_length=5, choices=Counts.choices, default=Counts.BEST)
    answers_shown = models.CharField(max_length=9, choices=Shown.choices, default=Shown.AT_ONCE)
    opens = models.DateTimeField(null=True)  # open period; none: the campaign's
    closes = models.DateTimeField(null=True)
    mixes_questions = models.BooleanField(default=False)
    mixes_options = models.BooleanField(default=False)
    partial_multiple = models.CharField(max_length=5, choices=Partial.choices, blank=True, default=Partial.NONE)
    marks_parts = models.BooleanField(default=False)  # fill-ins by the blank, matchings by the pair
    is_practice = models.BooleanField(default=False)  # nothing counts, answers at once
    learn_first = models.BooleanField(default=False)  # begun only after the lesson's check questions
    # the draw table: [{"topic": …, "difficulty": 1–3 or 0, "number": …, "marks": …}]; "" and 0 stand for any
    draws = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="next")
    fixed_at = models.DateTimeField(null=True)
    content = models.JSONField(default=list)  # see queries.FixedQuestion; empty until fixed
    withdrawn = models.JSONField(default=list)  # [{"place": from 1, "rule": "everybody" or "out"}], in their order
    edition = models.PositiveSmallIntegerField(default=0)  # the number of withdrawals
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
