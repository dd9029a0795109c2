"""Certificates, and the rules by which they are given."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.models.papers import Assignment


def new_token() -> str:
    """What stands in the address of a certificate: 120 random bits in 20 characters, so that none can be guessed."""
    return secrets.token_urlsafe(15)


class CertificateRule(models.Model):
    """For what a certificate is given, in whose words, and for how long it holds."""

    class Asks(models.TextChoices):
        PASSED = "passed", _("答卷合格")
        LEARNT = "learnt", _("学完这一课")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # who gives it
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="certificate_rules")
    asks = models.CharField(max_length=6, choices=Asks.choices, default=Asks.PASSED)
    least_marks = models.PositiveSmallIntegerField(null=True)  # none: the paper's own pass mark
    title = models.CharField(max_length=60)
    wording = models.TextField()  # plain text with {name} and {date}
    months = models.PositiveSmallIntegerField(null=True)  # none: it holds for good
    remind_days = models.PositiveSmallIntegerField(default=30)
    created = models.DateTimeField()
    stopped = models.DateTimeField(null=True)  # none are given any more

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("assignment",), condition=Q(stopped=None), name="learning_one_certificate_rule"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Certificate(models.Model):
    """One certificate of one participant. Whether it holds is asked of it and of the sheet it was given for."""

    token = models.CharField(max_length=20, unique=True, default=new_token)
    rule = models.ForeignKey(CertificateRule, on_delete=models.PROTECT, related_name="certificates")
    participant = models.ForeignKey("campaigns.Participant", on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey("learning.Sheet", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # by whose link they came
    issued = models.DateField()
    expires = models.DateField(null=True)  # the last day on which it holds
    reminded = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)  # why it was revoked

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("rule", "participant"), name="learning_certificate_once"),
            models.CheckConstraint(
                condition=Q(revoked=None) | ~Q(reason=""), name="learning_certificate_revoked_with_reason"
            ),
        )
        indexes = (
            models.Index(fields=("unit", "-id"), name="learning_certificate_unit"),
            models.Index(
                fields=("expires",), condition=Q(reminded=None, revoked=None), name="learning_certificate_expires"
            ),
        )

    def __str__(self) -> str:
        return f"certificate {self.pk}"
