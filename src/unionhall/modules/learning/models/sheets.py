"""The sheets on which workers answer."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.models.papers import Assignment


def new_public_id() -> str:
    """The name of a sheet in addresses: 128 random bits in 22 characters."""
    return secrets.token_urlsafe(16)


def grace() -> timedelta:
    """For how long after the end a save or a hand-in is still taken (``UNIONHALL_SIT_GRACE``, seconds)."""
    return timedelta(seconds=settings.UNIONHALL_SIT_GRACE)


class Sheet(models.Model):
    """One person's one try at one assignment: a single row, so that a save is a single UPDATE.

    ``answers`` holds one field per question, parted by "|": the letters chosen and the number of the save that chose
    them ("B@3||AC@7"), so that of one question an older save never undoes a newer one, whatever came to others in
    between. ``seq`` is the highest of these numbers. Opened sheets that were never saved count nowhere.

    Answers stand in the paper's own numbering and letters; ``seed`` says in which order this sheet shows them (0: as
    written). ``ends`` is frozen when the paper is begun, so that what is due is found by comparing one column.
    """

    public = models.CharField(max_length=22, unique=True, default=new_public_id)
    # none of the three has an index of its own: one below begins with each of them, and each is a page more to write
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="sheets", db_index=False)
    participant = models.ForeignKey("campaigns.Participant", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # by whose link they came
    attempt = models.PositiveSmallIntegerField(default=1)
    opened = models.DateTimeField()
    lesson_read = models.DateTimeField(null=True)
    seed = models.PositiveIntegerField(default=0)  # of the order and the draw, see queries.arranged; 0: as written
    began = models.DateTimeField(null=True)  # the paper's first question was opened: the time limit runs from here
    ends = models.DateTimeField(null=True)  # until when it is to be handed in, extra time included; set when begun
    extra_minutes = models.PositiveSmallIntegerField(default=0)  # given by the chair to this sheet
    answers = models.TextField(blank=True)
    seq = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    # one line per accepted save, "<seq> <unix seconds> <question>=<letters>,…": what was acknowledged, for a dispute.
    # The latest ones: what has become long goes on to ``ReceiptPage``
    receipts = models.TextField(blank=True)
    handed_in = models.DateTimeField(null=True)
    is_by_clock = models.BooleanField(default=False)  # handed in by the system after the end
    right = models.PositiveSmallIntegerField(null=True)  # questions answered right
    marks = models.PositiveSmallIntegerField(null=True)
    is_passed = models.BooleanField(null=True)
    edition = models.PositiveSmallIntegerField(default=0)  # of the paper, by which it was marked
    # of several tries one counts, by the paper's rule; what all come to then. None where it does not count
    final_passed = models.BooleanField(null=True)
    final_marks = models.PositiveSmallIntegerField(null=True)  # the same in marks of 100
    final_tries = models.PositiveSmallIntegerField(null=True)  # how many tries that rests on
    # of the questions that an earlier paper of the campaign asked as well: how many more were right than there, and how
    # many were wrong there; by the first try at either. None where nothing can be compared, see actions.comparing
    learnt = models.SmallIntegerField(null=True)
    to_learn = models.PositiveSmallIntegerField(null=True)
    counted_on = models.DateField(null=True)  # the day of its facts; none: not handed in, or the person not confirmed
    is_set_aside = models.BooleanField(default=False)  # handed in, but another device's sheet of the person counts
    is_kept = models.BooleanField(default=False)  # counts, and another device's of the same person does not
    is_told = models.BooleanField(default=False)  # the chair said whose it is: its page says whether it counts
    voided = models.DateTimeField(null=True)  # "这不是我": it holds nothing and counts nowhere

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("assignment", "participant", "attempt"), name="learning_sheet_once"),
            models.CheckConstraint(
                condition=Q(handed_in=None, marks=None, counted_on=None)
                | Q(handed_in__isnull=False, marks__isnull=False, right__isnull=False, is_passed__isnull=False),
                name="learning_marks_with_hand_in",
            ),
            models.CheckConstraint(
                condition=Q(counted_on=None) | Q(voided=None, is_set_aside=False), name="learning_void_counts_nowhere"
            ),
        )
        indexes = (
            models.Index(fields=("participant",), name="learning_sheet_participant"),
            models.Index(fields=("assignment",), condition=Q(handed_in=None, seq__gt=0), name="learning_open_sheet"),
            models.Index(fields=("ends",), condition=Q(handed_in=None, seq__gt=0), name="learning_sheet_ends"),
            models.Index(fields=("unit", "counted_on"), name="learning_sheet_unit"),
        )

    def __str__(self) -> str:
        return f"sheet {self.pk}"


class ReceiptPage(models.Model):
    """Older receipts of a sheet on which very much was saved: its row stays short, and no receipt is thrown away."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="receipt_pages")
    text = models.TextField()  # lines as in ``Sheet.receipts``

    def __str__(self) -> str:
        return f"receipts of sheet {self.sheet_id}"


def end_of(campaign: Any) -> datetime:
    """The moment at which a campaign's last day is over, in the installation's time zone."""
    return _end_of(campaign.until, timezone.get_default_timezone())


@lru_cache(maxsize=256)  # asked several times for every paper
def _end_of(day: date, zone: tzinfo) -> datetime:
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time())
    return timezone.make_aware(midnight, zone)
