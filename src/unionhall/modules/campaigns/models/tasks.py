"""What a campaign asks of every unit, so that it can be counted whether it was done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns.models.campaigns import Campaign


class Task(models.Model):
    """Something that every asked unit is to reach, until a day, in a measure of any module.

    ``unit`` set it: the campaign's own, or a union below it for its part of the tree.
    """

    class Target(models.TextChoices):
        AT_LEAST = "least", gettext_lazy("每家至少")
        SHARE = "share", gettext_lazy("占会员的百分之几")
        AT_MOST = "most", gettext_lazy("每家最多")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="tasks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=80)
    measure = models.CharField(max_length=92)  # key or "key/slice", as in the declared measures
    target = models.CharField(max_length=5, choices=Target.choices)
    number = models.PositiveIntegerField()
    due = models.DateField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("campaign", "unit", "measure"), name="campaigns_task_once"),
            models.CheckConstraint(
                condition=~Q(target="share") | Q(number__gte=1, number__lte=100), name="campaigns_task_percent"
            ),
        )

    def __str__(self) -> str:
        return self.words

    def required(self, members: int) -> int:
        """How much one unit with so many members has to reach (of AT_MOST: may not exceed)."""
        if self.target == self.Target.SHARE:
            return -(-members * self.number // 100)  # rounded up: 80 % of 7 people are 6
        return self.number

    def is_reached(self, value: int | None, members: int) -> bool:
        """Whether a unit that stands at ``value`` (None: nothing has come from it) has reached the target."""
        if self.target == self.Target.AT_MOST:
            return value is not None and value <= self.number
        return value is not None and value >= max(self.required(members), 1)


class TaskTally(models.Model):
    """Who had done the tasks of a campaign when they were last counted, at a unit under which very many are asked.

    ``what`` says which tasks in which state of the reckoning (``queries.tallies.same``); ``counted`` holds the numbers
    of the unit and of those directly below it; counting them ``took`` so many seconds. It can be thrown away.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=64)
    counted = models.JSONField()
    at = models.DateTimeField()
    took = models.FloatField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("campaign", "unit"), name="campaigns_tally_once"),)

    def __str__(self) -> str:
        return f"tally {self.campaign_id} {self.unit_id}"
