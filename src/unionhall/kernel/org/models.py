"""Units and where they stood when."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Scope


def in_scope(scope: Scope, field: str = "path") -> Q:
    """The condition that a path column lies in ``scope``: ranges, never LIKE."""
    condition = Q(pk__in=[])
    if scope.here:
        condition |= Q(**{f"{field}__in": scope.here})
    for top in scope.below:
        condition |= below(top, field)
    return condition


def below(top: str, field: str = "path") -> Q:
    """The condition that a path column is ``top`` or lies under it. ROOT gives no condition."""
    if top == paths.ROOT:
        return Q()
    return Q(**{f"{field}__gte": top, f"{field}__lt": paths.end(top)})


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units chained by where they stand now."""

    def within(self, scope: Scope) -> UnitQuerySet:
        """Units whose open placement lies in ``scope``."""
        if scope.is_everything:
            return self
        return self.filter(pk__in=Placement.objects.open().filter(in_scope(scope)).values("unit_id"))

    def below(self, top: str) -> UnitQuerySet:
        """The unit at path ``top`` and all units under it, as the tree stands now."""
        return self.filter(pk__in=Placement.objects.open().below(top).values("unit_id"))


class Unit(models.Model):
    """A union organisation of any level. Where it stands is not here but in its placements."""

    class State(models.TextChoices):
        FOUNDING = "founding", _("筹建中")
        STANDING = "standing", _("正常")
        ENDED = "ended", _("已撤销")

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)  # a key declared in unionhall.structures
    uscc = models.CharField(max_length=18, blank=True)  # 统一社会信用代码
    trade = models.CharField(max_length=10, blank=True)  # a key declared in unionhall.structures; "" = not known
    state = models.CharField(max_length=8, choices=State.choices, default=State.STANDING)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("uscc",), condition=~Q(uscc=""), name="org_uscc_once"),)
        indexes = (models.Index(fields=("kind",), condition=~Q(state="ended"), name="org_kinds_standing"),)

    def __str__(self) -> str:
        return self.name


class PlacementQuerySet(models.QuerySet["Placement"]):
    """Placements by time and place."""

    def open(self) -> PlacementQuerySet:
        """Those that hold now."""
        return self.filter(until=None)

    def on(self, day: date) -> PlacementQuerySet:
        """Those that held on ``day``."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)

    def below(self, top: str) -> PlacementQuerySet:
        """Those at path ``top`` and under it."""
        return self.filter(below(top))

    def within(self, scope: Scope) -> PlacementQuerySet:
        """Those in ``scope``."""
        return self if scope.is_everything else self.filter(in_scope(scope))


class Placement(models.Model):
    """Where a unit stood from ``since`` (inclusive) until ``until`` (exclusive; none = still).

    Moves end placements and begin new ones for the whole subtree; nothing is rewritten. ``path`` compares by bytes:
    on PostgreSQL the column has collation C (set by a migration).
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="child_placements")
    path = models.CharField(max_length=120)
    since = models.DateField()
    until = models.DateField(null=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("unit",), condition=Q(until=None), name="org_one_open_placement"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="org_until_after_since"
            ),
        )
        indexes = (
            models.Index(fields=("path", "unit", "until"), condition=Q(until=None), name="org_standing"),
            models.Index(fields=("path", "since"), name="org_path_since"),
            models.Index(fields=("parent",), condition=Q(until=None), name="org_open_children"),
        )

    def __str__(self) -> str:
        return f"{self.path} {self.since}–{self.until or ''}"


class Succession(models.Model):
    """That one unit went over into another on a day: wholly (merged into it) or in part (the other was split off)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")  # from which something went
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessions")
    on = models.DateField()
    is_whole = models.BooleanField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("unit", "successor", "on"), name="org_succession_once"),
            models.CheckConstraint(condition=~Q(unit=models.F("successor")), name="org_succession_elsewhere"),
        )

    def __str__(self) -> str:
        return f"unit {self.unit_id} to {self.successor_id} on {self.on}"
