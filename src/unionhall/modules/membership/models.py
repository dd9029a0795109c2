"""The nouns of the roll."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.secrets import EncryptedField


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

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True)
    standing = models.CharField(max_length=4, choices=Standing.choices, default=Standing.FULL)
    group = models.CharField(max_length=60, blank=True)  # 工会小组, as the unit names it

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person",), condition=Q(until=None), name="membership_one_open"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="membership_until_after"),
        )
        indexes = (
            models.Index(fields=("unit", "person"), condition=Q(until=None), name="membership_open_unit"),
            models.Index(fields=("person", "-since"), name="membership_person"),
        )

    def __str__(self) -> str:
        return f"person {self.person_id} in unit {self.unit_id} {self.since}–{self.until or ''}"


class IdentityKey(models.Model):
    """A keyed hash of (unit, name, last four of telephone or document): finds who uses a unit's link, tells nothing."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=43)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "person"), name="membership_key_once"),)
        indexes = (models.Index(fields=("unit", "person"), name="membership_key_person"),)

    def __str__(self) -> str:
        return f"key of person {self.person_id} at unit {self.unit_id}"


class RollImport(models.Model):
    """One spreadsheet that was read and checked, and how far it has been applied."""

    class State(models.TextChoices):
        STAGED = "staged", _("看过影响，还没写入")
        APPLYING = "applying", _("正在写入")
        APPLIED = "applied", _("已写入")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="roll_imports")  # the uploader's reach
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STAGED)
    report = models.JSONField(default=dict)  # counts and problem rows with masked values; see actions.Report
    account_id = models.BigIntegerField(null=True)
    created = models.DateTimeField()
    applied = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"


class RollRow(models.Model):
    """One row of the file: what it would do, what it did. Old and new values are kept encrypted, for undoing."""

    class State(models.TextChoices):
        STAGED = "staged", _("待写入")
        APPLIED = "applied", _("已写入")
        LEFT = "left", _("没动")

    class Outcome(models.TextChoices):
        NEW = "new", _("新增")
        CHANGED = "changed", _("更新")
        MOVED = "moved", _("转入")
        UNCHANGED = "unchanged", _("不变")
        CONFLICT = "conflict", _("要人认一认")

    roll_import = models.ForeignKey(RollImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # as the spreadsheet counts, the first row is 1
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    state = models.CharField(max_length=7, choices=State.choices, default=State.STAGED)
    new = EncryptedField(blank=True)  # JSON of the row's values
    old = EncryptedField(blank=True)  # JSON of the values that the row replaced

    class Meta:
        constraints = (models.UniqueConstraint(fields=("roll_import", "number"), name="membership_row_once"),)
        indexes = (models.Index(fields=("roll_import", "state", "number"), name="membership_row_state"),)

    def __str__(self) -> str:
        return f"row {self.number} {self.outcome} {self.state}"
