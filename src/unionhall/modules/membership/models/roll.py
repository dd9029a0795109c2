"""Who belongs where."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships chained by time and place."""

    def open(self) -> MembershipQuerySet:
        """Those that hold now."""
        return self.filter(until=None)

    def on(self, day: date) -> MembershipQuerySet:
        """Those that hold on ``day``."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class Membership(models.Model):
    """One person's primary membership in one unit from ``since`` (inclusive) until ``until`` (exclusive; none = open).

    A person has one open membership at most; the database says so.
    """

    class Standing(models.TextChoices):
        FULL = "full", _("会员")
        KEPT = "kept", _("会籍保留")

    class Cause(models.TextChoices):
        """Why a membership is only kept, or why it ended."""

        RETIRED = "retired", _("退休")
        JOBLESS = "jobless", _("失业或待岗")
        CLOSED = "closed", _("单位撤销、破产")
        LEFT = "left", _("本人退会")
        GONE = "gone", _("离开本单位")
        DIED = "died", _("去世")
        MOVED = "moved", _("转会")
        REGROUP = "regroup", _("单位合并或分立")
        STANDING = "standing", _("会籍状态变了")
        MERGED = "merged", _("两份档案合并")
        OTHER = "other", _("其他")

    # indexes below begin with these two: more of their own would only cost
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships", db_index=False)
    since = models.DateField()
    until = models.DateField(null=True)
    standing = models.CharField(max_length=4, choices=Standing.choices, default=Standing.FULL)
    group = models.CharField(max_length=60, blank=True)  # 工会小组, as the unit names it
    kept_for = models.CharField(max_length=8, choices=Cause.choices, blank=True)  # where standing is KEPT
    ended_for = models.CharField(max_length=8, choices=Cause.choices, blank=True)  # "" while open and in old rows

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person",), condition=Q(until=None), name="membership_one_open"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="membership_until_after"),
        )
        indexes = (
            models.Index(fields=("unit", "until", "person"), name="membership_unit"),
            models.Index(fields=("person", "-since"), name="membership_person"),
        )

    def __str__(self) -> str:
        return f"person {self.person_id} in unit {self.unit_id} {self.since}–{self.until or ''}"


class Unlike(models.Model):
    """Two files that look like one person and are two: somebody who knows them has said so."""

    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")  # the lower id
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("one", "other"), name="membership_unlike_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="membership_unlike_order"),
        )

    def __str__(self) -> str:
        return f"persons {self.one_id} and {self.other_id} are two"
