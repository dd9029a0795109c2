"""The nouns of foundings, terms and elections."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.secrets import EncryptedField
from unionhall.kernel.procedures.declare import Procedural
from unionhall.modules.committees.procedure import ASKED, PREPARE_DAYS, REPORTED


class Founding(Procedural):
    """A union on the way to being founded; ``unit`` is the union above, which decides."""

    procedure = "committees.founding"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="foundings")
    founded = models.OneToOneField(Unit, on_delete=models.PROTECT, null=True, related_name="founding")
    name = models.CharField(max_length=120)  # of the union that is to be
    kind = models.CharField(max_length=30)
    uscc = models.CharField(max_length=18, blank=True)  # 统一社会信用代码 of the enterprise; "" where it has none yet
    staff = models.PositiveIntegerField()  # how many people work there
    preparers = EncryptedField()  # the names of those who prepare it, one a line
    contact = EncryptedField()  # whom to ring: name and telephone as typed
    applied = models.DateField()
    approved = models.DateField(null=True)  # the preparation
    document = models.CharField(max_length=80, blank=True)  # number of the paper by which it was approved
    answer = models.CharField(max_length=200, blank=True)  # why it was refused

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("uscc",), condition=Q(state=ASKED) & ~Q(uscc=""), name="committees_asked_once"
            ),
        )
        indexes = (models.Index(fields=("unit", "-id"), name="committees_foundings"),)

    def __str__(self) -> str:
        return f"founding {self.pk} {self.state}"

    @property
    def prepare_until(self) -> date | None:
        """By when the founding meeting is to be held."""
        return self.approved + timedelta(days=PREPARE_DAYS) if self.approved else None

    def duty_title(self) -> str:
        """How the inbox calls it."""
        return _("筹建%(name)s") % {"name": self.name}

    def get_absolute_url(self) -> str:
        """The page on which it is decided."""
        return reverse("committees:founding", args=(self.pk,))


class Term(Procedural):
    """For how long a committee is elected: from ``since``; at ``until`` it is full and the next is to be elected."""

    procedure = "committees.term"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField()  # 第几届
    years = models.PositiveSmallIntegerField()
    since = models.DateField()
    until = models.DateField()
    ended = models.DateField(null=True)  # when the next began or the union ended; a committee serves until then

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("unit",), condition=Q(ended=None), name="committees_one_open_term"),
            models.UniqueConstraint(fields=("unit", "number"), name="committees_number_once"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="committees_until_after_since"),
            models.CheckConstraint(condition=Q(ended=None) | Q(ended__gte=F("since")), name="committees_ended_after"),
        )
        indexes = (models.Index(fields=("until",), condition=Q(ended=None), name="committees_open_until"),)

    def __str__(self) -> str:
        return f"unit {self.unit_id} term {self.number} {self.since}–{self.until}"

    def duty_title(self) -> str:
        """How the inbox calls it."""
        return _("第 %(number)s 届 %(until)s 届满，要换届") % {"number": self.number, "until": self.until.isoformat()}

    def get_absolute_url(self) -> str:
        """The unit's page of its terms."""
        return reverse("committees:term", args=(self.unit.code,))


class Election(Procedural):
    """The result of a founding meeting or of an election; ``unit`` is the union that approves it.

    ``details`` is JSON: who was elected to what. Telephones in it are thrown away when it is decided.
    """

    procedure = "committees.election"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="elections_to_approve")
    of = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="elections")
    founding = models.ForeignKey(Founding, on_delete=models.PROTECT, null=True, related_name="elections")
    number = models.PositiveSmallIntegerField()  # of the term that begins with it
    years = models.PositiveSmallIntegerField()
    held = models.DateField()
    entitled = models.PositiveIntegerField()  # how many were to come
    attended = models.PositiveIntegerField()
    details = EncryptedField()
    reported = models.DateField()
    decided = models.DateField(null=True)
    document = models.CharField(max_length=80, blank=True)  # number of the paper by which it was approved
    answer = models.CharField(max_length=200, blank=True)  # why it was sent back

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("of",), condition=Q(state=REPORTED), name="committees_one_open_election"),
            models.CheckConstraint(condition=Q(attended__lte=F("entitled")), name="committees_attended_of_entitled"),
        )

    def __str__(self) -> str:
        return f"election {self.pk} of unit {self.of_id} {self.state}"

    def duty_title(self) -> str:
        """How the inbox calls it."""
        return _("%(unit)s第 %(number)s 届选举结果") % {"unit": self.of.name, "number": self.number}

    def get_absolute_url(self) -> str:
        """The page on which it is decided."""
        return reverse("committees:election", args=(self.pk,))
