"""Facts, and what is kept beside them so that every page is quick: presences, summaries, snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q

from unionhall.kernel.org.models import Placement, Unit, below
from unionhall.kernel.people.models import Person


class Reckoning(models.Model):
    """What facts are counted for: a campaign or a return; asked by a unit, open from–until, then closed.

    Opened again, which needs a reason, it is closed once more as its next edition; the snapshots of the former stay.
    """

    key = models.CharField(max_length=80, unique=True)  # "<owner>:<id>", e.g. "campaigns:12"
    title = models.CharField(max_length=160)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reckonings")  # who asks
    since = models.DateField()
    until = models.DateField()  # the last day
    closed = models.DateTimeField(null=True)  # from here on everything is late
    settled = models.DateTimeField(null=True)  # its snapshots are complete, and figures are read from them
    edition = models.PositiveSmallIntegerField(default=1)  # which closing stands, or comes next
    asked_changes = models.PositiveIntegerField(default=0)  # another whenever it changes who is asked (``asking``)

    def __str__(self) -> str:
        return self.title


class Asked(models.Model):
    """A unit asked by a reckoning, where it stood when it was asked: the m of "n of m units"."""

    reckoning = models.ForeignKey(Reckoning, on_delete=models.CASCADE, related_name="asked")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=120)  # copied from the placement; collation C on PostgreSQL
    since = models.DateField()
    until = models.DateField(null=True)  # no longer asked (excused, or moved: then a second row stands beside it)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("reckoning", "placement"), name="facts_asked_once"),)
        indexes = (
            models.Index(fields=("reckoning", "path"), name="facts_asked_path"),
            models.Index(fields=("reckoning", "path"), condition=Q(until=None), name="facts_asked_now"),
        )

    def __str__(self) -> str:
        return f"{self.reckoning_id} asks {self.path}"


class CountedQuerySet(models.QuerySet[Any]):
    """Facts and presences, chained the way figures read them."""

    def on_time(self) -> CountedQuerySet:
        """Those that figures count; late ones are shown apart."""
        return self.filter(is_late=False)

    def under(self, places: Sequence[str]) -> CountedQuerySet:
        """Those placed at one of ``places`` or below it."""
        condition = Q(pk__in=[])
        for place in places:
            condition |= below(place)
        return self.filter(condition)


class Fact(models.Model):
    """One counted thing: how much of a measure, where, when, for which reckoning, and which record says so.

    Placement and day are those of the first writing; writing again changes the value alone. What is said after the
    reckoning was closed stands beside it as a late fact: the difference to what was counted.
    """

    measure = models.CharField(max_length=60)
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=120)  # copied from the placement; collation C on PostgreSQL
    day = models.DateField()
    reckoning = models.ForeignKey(Reckoning, on_delete=models.PROTECT, null=True, related_name="facts")
    slice = models.CharField(max_length=30, blank=True)
    value = models.BigIntegerField()  # in the measure's unit
    source = models.CharField(max_length=80)  # "<app label>.<model>:<id>"
    is_late = models.BooleanField(default=False)
    is_taken_back = models.BooleanField(db_default=False)  # a late difference: its source was withdrawn

    objects = CountedQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("source", "measure", "slice", "is_late"), name="facts_once"),)
        # Both indexes hold all that a figure adds up, so that a leaf's own facts are read from the index alone.
        indexes = (
            models.Index(
                fields=("reckoning", "measure", "path", "slice", "value"),
                condition=Q(is_late=False),
                name="facts_by_reckoning",
            ),
            models.Index(
                fields=("measure", "path", "day", "slice", "value"), condition=Q(is_late=False), name="facts_by_day"
            ),
            models.Index(fields=("reckoning", "measure", "path"), condition=Q(is_late=True), name="facts_late"),
        )

    def __str__(self) -> str:
        return f"{self.measure} {self.value} {self.source}"


class Presence(models.Model):
    """One person counted once in one reckoning, where they belonged at the first act (a *distinct* measure)."""

    measure = models.CharField(max_length=60)
    reckoning = models.ForeignKey(Reckoning, on_delete=models.PROTECT, related_name="presences")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=120)  # copied from the placement; collation C on PostgreSQL
    day = models.DateField()
    source = models.CharField(max_length=80)
    is_late = models.BooleanField(default=False)
    is_taken_back = models.BooleanField(db_default=False)  # after the closing: counts until that is opened again

    objects = CountedQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("measure", "reckoning", "person"), name="facts_presence_once"),)
        indexes = (
            models.Index(
                fields=("reckoning", "measure", "path"), condition=Q(is_late=False), name="facts_presence_counted"
            ),
            models.Index(fields=("reckoning",), condition=Q(is_late=True), name="facts_presence_late"),
            models.Index(fields=("source",), name="facts_presence_source"),
        )

    def __str__(self) -> str:
        return f"{self.measure} person {self.person_id}"


class Summary(models.Model):
    """What stands strictly below a place, kept up with every write: by reckoning, or by month when none is set.

    Kept by path, not by unit: what was counted under a former parent stays there after a move, and a parent's total
    is always the sum over the places directly under it and its own facts. Slice "" is the total over all slices.
    """

    path = models.CharField(max_length=120)  # collation C on PostgreSQL
    reckoning = models.ForeignKey(Reckoning, on_delete=models.CASCADE, null=True, related_name="+")
    month = models.DateField(null=True)  # the first of the month
    measure = models.CharField(max_length=60)
    slice = models.CharField(max_length=30, blank=True)
    value = models.BigIntegerField(default=0)
    units = models.IntegerField(default=0)  # how many have reported; a unit counts where it reported first

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("path", "reckoning", "measure", "slice"),
                condition=Q(month=None),
                name="facts_summary_reckoning",
            ),
            models.UniqueConstraint(
                fields=("path", "month", "measure", "slice"),
                condition=Q(reckoning=None),
                name="facts_summary_month",
            ),
            models.CheckConstraint(
                condition=Q(month=None, reckoning__isnull=False) | Q(month__isnull=False, reckoning=None),
                name="facts_summary_one_axis",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure} {self.value}"


class Daily(models.Model):
    """What came on one day of a reckoning strictly below a place, all slices together: what a chart is drawn from."""

    path = models.CharField(max_length=120)  # collation C on PostgreSQL
    reckoning = models.ForeignKey(Reckoning, on_delete=models.CASCADE, related_name="+", db_index=False)
    measure = models.CharField(max_length=60)
    day = models.DateField()
    value = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("path", "reckoning", "measure", "day"), name="facts_daily_once"),
        )

    def __str__(self) -> str:
        return f"{self.measure} {self.value} on {self.day:%Y-%m-%d}"


class Snapshot(models.Model):
    """A closed reckoning's figure for one place, with the tree of the day. Never changed afterwards.

    The rows without a measure are the tree of the day itself, with how many units were asked.
    """

    reckoning = models.ForeignKey(Reckoning, on_delete=models.PROTECT, related_name="snapshots")
    edition = models.PositiveSmallIntegerField(default=1)  # of which closing
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=120)  # collation C on PostgreSQL
    measure = models.CharField(max_length=60, blank=True)
    slice = models.CharField(max_length=30, blank=True)
    value = models.BigIntegerField()
    own = models.BigIntegerField(default=0)  # of it by the unit itself
    units = models.IntegerField()  # n
    asked = models.IntegerField()  # m
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("reckoning", "edition", "path", "measure", "slice"), name="facts_snapshot_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure} {self.value} at {self.at:%Y-%m-%d}"


class Wall(models.Model):
    """A link that shows the counts of one unit to whoever has it, until somebody stops it."""

    reckoning = models.ForeignKey(Reckoning, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=32, unique=True)  # 96 random bits; readable, since it is opened again
    opened = models.DateTimeField()
    stopped = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("reckoning",), condition=Q(stopped=None), name="facts_open_walls"),)

    def __str__(self) -> str:
        return f"wall of reckoning {self.reckoning_id}"


class Pending(models.Model):
    """On PostgreSQL: what is still to be added to the summaries above a place, so that writers need not wait.

    Every reader adds it in the same statement, so figures never lag behind; one writer at a time folds it in.
    """

    path = models.CharField(max_length=120)  # where it was counted; collation C on PostgreSQL
    reckoning = models.ForeignKey(Reckoning, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    month = models.DateField(null=True)
    day = models.DateField(null=True)  # of the total alone, where it is counted by day as well
    measure = models.CharField(max_length=60)
    slice = models.CharField(max_length=30, blank=True)
    value = models.BigIntegerField()
    units = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.measure} {self.value} to be folded"
