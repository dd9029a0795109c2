"""What is looked at in an inspection: checklists with their editions, and the places and machines that carry a code."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.org.models import Unit


def new_token() -> str:
    """What stands in an address: 120 random bits in 20 characters."""
    return secrets.token_urlsafe(15)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at: ``number`` from 1, the part of the list it stands in, its basis, the kind of hazard."""

    number: int
    text: str
    part: str = ""
    basis: str = ""
    kind: str = ""


class Checklist(models.Model):
    """A list of a unit; ``is_shared``: the units below use it too. What stands in it is in its editions."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    trade = models.CharField(max_length=10, blank=True)  # for which trade it is meant; "" = any
    is_shared = models.BooleanField(default=False)
    created = models.DateTimeField()
    retired = models.DateTimeField(null=True)  # no longer used; inspections by it stay

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("unit", "name"), condition=Q(retired=None), name="safety_checklist_once"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("safety:checklist", args=(self.pk,))


class Edition(models.Model):
    """A checklist as it was from some day on; never changed, since inspections answer to its numbers."""

    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()  # from 1
    rows = models.JSONField(default=list)  # [text, part, basis, kind] of each item in order
    written = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("checklist", "number"), name="safety_edition_once"),)

    def __str__(self) -> str:
        return f"checklist {self.checklist_id} edition {self.number}"

    @property
    def items(self) -> list[Item]:
        """What is looked at, in order."""
        return [Item(number, *row) for number, row in enumerate(self.rows, start=1)]

    @staticmethod
    def rows_of(items: Iterable[Item]) -> list[list[str]]:
        """Items as they are stored; their numbers are their places."""
        return [[item.text, item.part, item.basis, item.kind] for item in items]


class Spot(models.Model):
    """A place or a machine of a unit with a code on it: who scans it inspects there, by its list."""

    class Kind(models.TextChoices):
        PLACE = "place", _("场所")
        MACHINE = "machine", _("设备")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.PLACE)
    name = models.CharField(max_length=60)
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, null=True, related_name="spots")
    token = models.CharField(max_length=20, unique=True, default=new_token)
    created = models.DateTimeField()
    retired = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("unit", "name"), condition=Q(retired=None), name="safety_spot_once"),
        )

    def __str__(self) -> str:
        return self.name
