"""The nouns of campaigns."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.procedures.declare import Procedural


class Campaign(models.Model):
    """What a unit calls the units below it to do, from ``since`` to ``until`` (both inclusive)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="campaigns")  # who calls
    name = models.CharField(max_length=120)
    theme = models.TextField(blank=True)  # plain paragraphs
    since = models.DateField()
    until = models.DateField()
    enrol_until = models.DateField()
    contact = models.CharField(max_length=120, blank=True)  # whom a chair may ring, in words
    created = models.DateTimeField()
    reckoning = models.OneToOneField(Reckoning, on_delete=models.PROTECT, null=True, related_name="+")  # set at launch

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="campaigns_until_after_since"),
            models.CheckConstraint(condition=Q(enrol_until__lte=F("until")), name="campaigns_enrol_before_end"),
        )
        indexes = (models.Index(fields=("unit", "-id"), name="campaigns_unit"),)

    def __str__(self) -> str:
        return self.name


class Enrolment(Procedural):
    """A unit asked to take part in a campaign, and what came of it (see ``procedure``)."""

    procedure = "campaigns.enrolment"

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="enrolments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="enrolments")
    enrolled = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("campaign", "unit"), name="campaigns_asked_once"),)
        indexes = (models.Index(fields=("unit", "-campaign"), name="campaigns_of_unit"),)

    def __str__(self) -> str:
        return f"campaign {self.campaign_id} unit {self.unit_id} {self.state}"

    @property
    def enrol_until(self) -> date:
        """The last day for enrolling; the clock 报名 runs until then."""
        return self.campaign.enrol_until

    def duty_title(self) -> str:
        """How the inbox calls it."""
        return f"{self.campaign.name}"

    def get_absolute_url(self) -> str:
        """The chair's page of this campaign."""
        return reverse("campaigns:unit", args=(self.campaign_id, self.unit.code))


class LinkQuerySet(models.QuerySet["Link"]):
    """Links by what they are good for."""

    def open(self, now: datetime) -> LinkQuerySet:
        """Those that still let somebody in."""
        return self.filter(revoked=None, expires__gt=now)

    def current(self) -> LinkQuerySet:
        """Those that the chair sends now: neither stopped nor replaced."""
        return self.filter(revoked=None, replaced=None)


class Link(models.Model):
    """The address that a chair sends to the group. Kept readable, since it is printed and sent again; never logged."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="links")
    token = models.CharField(max_length=32, unique=True)  # 96 random bits
    created = models.DateTimeField()
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)
    replaced = models.DateTimeField(null=True)  # there is a newer one; this one works until it expires

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("enrolment",), condition=Q(revoked=None, replaced=None), name="campaigns_one_link"
            ),
        )

    def __str__(self) -> str:
        return f"link of enrolment {self.enrolment_id}"


class LinkAlarm(Procedural):
    """That names and digits fail very often on a link: the roll is old, or the link went to strangers."""

    procedure = "campaigns.link_watch"

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="alarms")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    told = models.DateTimeField()
    due = models.DateField()

    class Meta:
        indexes = (models.Index(fields=("link", "-told"), name="campaigns_alarms"),)

    def __str__(self) -> str:
        return f"alarm of link {self.link_id}"

    def duty_title(self) -> str:
        """How the inbox calls it."""
        return _("链接上很多次对不上：%(name)s") % {"name": self.link.enrolment.campaign.name}

    def get_absolute_url(self) -> str:
        """The chair's page of the campaign, where the link can be replaced."""
        return self.link.enrolment.get_absolute_url()


class Participant(models.Model):
    """One device's taking part in a campaign for one unit.

    The device holds the claim (a secret in a cookie); only its hash is kept. Another device goes on with this row by
    the resume code (``resume_hash``) or by a code that the chair gave out (``once_hash``), and then holds it alone.
    One that only says the same name and digits begins a row of its own and is shown nothing of this one; of one person
    the device that saved an answer first is the one that counts.
    """

    class State(models.TextChoices):
        MATCHED = "matched", gettext_lazy("名册上有")
        TO_CONFIRM = "confirm", gettext_lazy("等主席核对")
        UNLISTED = "over", gettext_lazy("超出待核对名额")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="participants")
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=60)  # as typed
    identity = models.CharField(max_length=43)  # keyed hash of enrolment, normalised name and digits
    claim_hash = models.CharField(max_length=43, unique=True)
    resume_hash = models.CharField(max_length=43, blank=True)  # of the code shown on the device that holds the claim
    once_hash = models.CharField(max_length=43, blank=True)  # of a code the chair gave out, good once
    once_until = models.DateTimeField(null=True)
    settled = models.DateTimeField(null=True)  # the chair said who this is; none: found on the roll by itself
    left = models.DateTimeField(null=True)  # "这不是我": nobody holds the claim any more
    state = models.CharField(max_length=7, choices=State.choices)
    began = models.DateTimeField()
    counted_on = models.DateField(null=True)  # when this row made the person count as taking part
    counted_source = models.CharField(max_length=80, blank=True)  # by which record, e.g. "learning.Sheet:5"

    class Meta:
        indexes = (
            models.Index(fields=("enrolment", "state"), name="campaigns_participants"),
            models.Index(fields=("enrolment", "identity"), name="campaigns_identity"),
            models.Index(fields=("person",), name="campaigns_person"),
        )

    def __str__(self) -> str:
        return f"participant {self.pk} {self.state}"


class PersonalLink(models.Model):
    """A member's own way in, printed on a slip: opens once, is exchanged for the claim, and says who comes.

    Only a hash of the token is kept; it stands readable on the slip alone.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="personal_links")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=43, unique=True)
    created = models.DateTimeField()
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("enrolment", "person"), condition=Q(used=None), name="campaigns_one_personal_link"
            ),
        )

    def __str__(self) -> str:
        return f"personal link of enrolment {self.enrolment_id}"


class Attempt(models.Model):
    """Somebody said who they are on a link. Five failures on one name in an hour close that name there.

    Written for those who were found as well, so that the time an answer takes tells nothing.
    """

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="+")
    name_hash = models.CharField(max_length=43)
    at = models.DateTimeField()
    has_failed = models.BooleanField()

    class Meta:
        indexes = (models.Index(fields=("link", "at"), name="campaigns_attempts"),)

    def __str__(self) -> str:
        return f"attempt on link {self.link_id}"
