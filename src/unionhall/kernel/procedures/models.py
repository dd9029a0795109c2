"""Duties: the stored clocks of all procedures, from which the inbox is one query."""

from __future__ import annotations

from datetime import date

from django.db import models

from unionhall.kernel.org.models import Unit


class DutyQuerySet(models.QuerySet["Duty"]):
    """Duties by whether they are still open."""

    def open(self) -> DutyQuerySet:
        """Those that nobody has met yet."""
        return self.filter(met=None)

    def of(self, procedure: str, item_id: int) -> DutyQuerySet:
        """Those of one item."""
        return self.filter(procedure=procedure, item_id=item_id)


class Duty(models.Model):
    """Somebody's next step on one item, with the date by which the rule wants it.

    Frozen when opened (rule, version, date); met when a step that meets the clock is taken. An overdue duty also
    stands in the inbox of the union above (see ``Rise``).
    """

    procedure = models.CharField(max_length=40)
    clock = models.CharField(max_length=40)
    item_id = models.BigIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duties")  # who holds it
    permission = models.CharField(max_length=60)  # what one needs to meet it
    title = models.CharField(max_length=160)
    opened = models.DateTimeField()
    opened_by = models.BigIntegerField(null=True)  # the person whose step opened it; no key, it never blocks erasure
    due = models.DateField(null=True)  # the last day on which it is in time
    is_provisional = models.BooleanField(default=False)  # the calendar of that year is not laid down yet
    rule = models.CharField(max_length=60, blank=True)  # id and version, e.g. "TUL-16@2021"
    met = models.DateTimeField(null=True)
    met_by = models.BigIntegerField(null=True)  # the person whose step met it
    met_step = models.CharField(max_length=40, blank=True)
    level = models.PositiveSmallIntegerField(default=0)  # how many levels it has risen
    paused_on = models.DateField(null=True)  # the clock stands still since; then it has no due date
    paused_because = models.CharField(max_length=200, blank=True)
    days_left = models.PositiveSmallIntegerField(null=True)  # when it was paused, in the clock's kind of days
    next_rise = models.DateField(null=True)  # the day on which it rises (again); none: never, or at the top already

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("procedure", "item_id", "clock"),
                condition=models.Q(met=None),
                name="procedures_open_once",
            ),
        )
        indexes = (
            models.Index(
                fields=("unit", "due", "id", "permission"), condition=models.Q(met=None), name="procedures_at"
            ),
            models.Index(
                fields=("permission", "due", "id", "unit"), condition=models.Q(met=None), name="procedures_below"
            ),
            models.Index(fields=("next_rise",), condition=models.Q(met=None), name="procedures_rising"),
            models.Index(fields=("opened_by",), condition=models.Q(met=None), name="procedures_waiting"),
            models.Index(fields=("procedure", "item_id"), name="procedures_item"),
            models.Index(fields=("met_by", "-met"), condition=models.Q(met__isnull=False), name="procedures_done"),
        )

    def __str__(self) -> str:
        return f"{self.procedure}.{self.clock} {self.item_id} due {self.due}"


class DutyAbout(models.Model):
    """A person a duty is about: it never rises to them alone and never shows to them. No key to the person, who
    may be erased; the duty stays."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="about")
    person_id = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person_id", "duty"), name="procedures_about_once"),)

    def __str__(self) -> str:
        return f"duty {self.duty_id} is about person {self.person_id}"


class Rise(models.Model):
    """An overdue duty standing in the inbox of a union above as well, until it is met.

    Brings what an inbox sorts and sifts by, so that of thousands the first fifty are read from one index.
    """

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="rises")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="risen_duties")
    since = models.DateTimeField()
    permission = models.CharField(max_length=60, default="")  # the duty's
    due = models.DateField(default=date.max)  # the duty's; the end of time while its clock stands still

    class Meta:
        constraints = (models.UniqueConstraint(fields=("unit", "duty"), name="procedures_rise_once"),)
        indexes = (models.Index(fields=("unit", "due", "duty", "permission"), name="procedures_risen"),)

    def __str__(self) -> str:
        return f"duty {self.duty_id} at unit {self.unit_id}"
