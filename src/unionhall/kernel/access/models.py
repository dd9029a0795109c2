"""Who holds which office where, and for how long."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from unionhall.kernel.access.declare import offices
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments by time."""

    def on(self, day: date) -> AppointmentQuerySet:
        """Those that hold on ``day``."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class Appointment(models.Model):
    """An office held from ``since`` (inclusive) until ``until`` (exclusive; none = open)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="appointments")
    office = models.CharField(max_length=30)  # a key declared in unionhall.structures
    since = models.DateField()
    until = models.DateField(null=True)
    term_ends = models.DateField(null=True)  # when the office must be elected anew; it does not end the appointment

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "unit", "office"), condition=Q(until=None), name="access_open_once"
            ),
        )
        indexes = (models.Index(fields=("unit", "office"), name="access_unit_office"),)

    def __str__(self) -> str:
        return f"{self.office} {self.since}–{self.until or ''}"

    @property
    def label(self) -> str:
        """What the office is called; its key if it is no longer declared."""
        return str(offices[self.office].label) if self.office in offices else self.office
