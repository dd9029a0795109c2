"""Inspections as they came from the phones of inspectors."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.modules.safety.models.checklists import Edition, Spot
from unionhall.modules.safety.models.visits import Visit, VisitKind


class Answer(models.TextChoices):
    """What was found of an item."""

    OK = "ok", _("合格")
    NO = "no", _("不合格")
    NA = "na", _("不涉及")


class Inspection(models.Model):
    """One inspection, written once and never changed. ``key`` was drawn on the phone: sent again, it is the same one.

    ``answers`` has one letter word for each item of the edition, in order.
    """

    key = models.CharField(max_length=40, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # whose workplace
    sender = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # in whose name it was looked at
    kind = models.CharField(max_length=5, choices=VisitKind.choices, default=VisitKind.OWN)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    spot = models.ForeignKey(Spot, on_delete=models.PROTECT, null=True, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="inspections")
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, null=True, related_name="+")
    inspector = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    second_card = models.CharField(max_length=20, blank=True)  # as typed on the phone; it may be nobody's
    place = models.CharField(max_length=80, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    answers = models.JSONField(default=list)
    ok = models.PositiveSmallIntegerField(default=0)  # how many items
    bad = models.PositiveSmallIntegerField(default=0)
    signed = models.BinaryField(default=b"")  # the drawing of a signature, a small PNG; b"" = none was drawn
    second_signed = models.BinaryField(default=b"")
    began = models.DateTimeField()  # by the phone's clock
    ended = models.DateTimeField()
    received = models.DateTimeField()  # by ours

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ended__gte=models.F("began")), name="safety_inspection_ends_after"),
            models.CheckConstraint(
                condition=Q(second=None) | ~Q(second=models.F("inspector")), name="safety_inspection_two_people"
            ),
        )
        indexes = (
            models.Index(fields=("unit", "-ended"), name="safety_inspection_unit"),
            models.Index(fields=("inspector", "-ended"), name="safety_inspection_by"),
            models.Index(fields=("campaign", "unit"), name="safety_inspection_campaign"),
        )

    def __str__(self) -> str:
        return f"inspection {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("safety:inspection", args=(self.pk,))


class Finding(models.Model):
    """What was not in order at one item; ``hazard`` where it was reported as one in the same act."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="findings")
    item = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=500, blank=True)
    hazard = models.OneToOneField("safety.Hazard", on_delete=models.PROTECT, null=True, related_name="finding")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("inspection", "item"), name="safety_finding_once"),)
        ordering = ("item",)

    def __str__(self) -> str:
        return f"item {self.item} of inspection {self.inspection_id}"


class InspectionPhoto(models.Model):
    """A photograph of an item. It is sent by itself, and may come before its inspection does, or long after."""

    key = models.CharField(max_length=40, unique=True)
    inspection_key = models.CharField(max_length=40, db_index=True)
    item = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")  # who took it
    photo = models.OneToOneField("safety.Photo", on_delete=models.PROTECT, related_name="inspection_photo")
    received = models.DateTimeField()

    def __str__(self) -> str:
        return f"photo of item {self.item}"
