"""The nouns of liaison."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from unionhall.kernel import clock
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.org.models import Unit


class CardQuerySet(models.QuerySet["Card"]):
    """Cards by whether they hold."""

    def live(self) -> CardQuerySet:
        """Those of officers in office today at unions that have not ended, with both; in the order they were made."""
        held = Appointment.objects.on(clock.today()).exclude(unit__state=Unit.State.ENDED)
        found = self.filter(withdrawn=None, appointment__in=held)
        return found.select_related("appointment__person", "appointment__unit").order_by("made", "pk")


class Card(models.Model):
    """How to reach somebody in an office. It goes with the office: when that ends, nothing of it is shown any more."""

    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="liaison_card")
    token = models.CharField(max_length=16, unique=True)  # of the public page; printed, so it never changes
    phone = models.CharField(max_length=30)  # the number that they give out, not the one of their file
    place = models.CharField(max_length=80, blank=True)
    hours = models.CharField(max_length=80, blank=True)
    words = models.CharField(max_length=120, blank=True)  # what to come for
    made = models.DateField()
    withdrawn = models.DateField(null=True)

    objects = CardQuerySet.as_manager()

    def __str__(self) -> str:
        return f"card {self.pk}"

    @property
    def said(self) -> str:
        """What to come for, as it is printed and shown."""
        return self.words or gettext("有事找工会，可以找我")

    @property
    def where(self) -> list[str]:
        """Where they are and when, as far as the card says."""
        return [told for told in (self.place, self.hours) if told]

    @property
    def dialled(self) -> str:
        """The number for a link that calls it."""
        return "".join(each for each in self.phone if each in "+0123456789")


class Contact(models.Model):
    """That the officer of a card and somebody talked. Not who it was, nor what about."""

    class Kind(models.TextChoices):
        CALL = "call", _("打电话")
        VISIT = "visit", _("上门")
        RECEIVED = "received", _("来访")
        ONLINE = "online", _("网上")

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    day = models.DateField()
    ticket = models.CharField(max_length=32, unique=True)  # of the page that was tapped: twice is once

    def __str__(self) -> str:
        return f"contact {self.pk}"
