"""The figures that a union signs each quarter and year."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures.declare import Clock, Procedural
from unionhall.modules.safety.procedure.returns import YEARLY_LAW


def period_label(year: int, quarter: int) -> str:
    """How one says a period; quarter 0 is the whole year."""
    if quarter == 0:
        return _("%(year)d年") % {"year": year}
    return _("%(year)d年第%(quarter)d季度") % {"year": year, "quarter": quarter}


class Return(Procedural):
    """Figures of a union and what stands below it for a quarter or a year, as they were when they were signed.

    It is drawn up when the period is over and stands in the inbox until it is signed (see ``procedure``).
    """

    procedure = "safety.return"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField(default=0)  # 0: the whole year
    due = models.DateField(null=True)  # by which it is to be signed; None: signed without having been asked for
    figures = models.JSONField(default=dict)
    signed = models.DateTimeField(null=True)
    signed_by = models.BigIntegerField(null=True)  # a person; no key, it never blocks erasure
    signer = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("unit", "year", "quarter"), name="safety_signed_once"),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed__isnull=False), name="safety_signed_has_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"return {self.year} {self.quarter} of {self.unit_id}"

    @property
    def label(self) -> str:
        """Which period."""
        return period_label(self.year, self.quarter)

    def duty_title(self) -> str:
        """How the inbox calls it."""
        return _("签报%(period)s隐患统计") % {"period": self.label}

    def rule_of(self, timed: Clock) -> str:
        """A year has a day of its own."""
        return YEARLY_LAW if self.quarter == 0 else timed.rule

    def get_absolute_url(self) -> str:
        """The page where it is signed."""
        return f"{reverse('safety:figures')}?period={self.year}-{self.quarter}&of={self.unit_id}"
