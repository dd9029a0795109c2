"""What the chair sends to the group, and what is watched about it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.procedures.declare import Procedural
from unionhall.modules.campaigns.models.enrolments import Enrolment


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

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="+", db_index=False)
    name_hash = models.CharField(max_length=43)
    at = models.DateTimeField()
    has_failed = models.BooleanField()

    class Meta:
        indexes = (models.Index(fields=("link", "has_failed", "at"), name="campaigns_attempts"),)

    def __str__(self) -> str:
        return f"attempt on link {self.link_id}"
