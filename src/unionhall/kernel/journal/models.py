"""The journal's rows. They have no foreign keys, so that no later change can rewrite or block them."""

from django.db import models


class Line(models.Model):
    """One decision or sight. Append-only: triggers on both databases refuse UPDATE and DELETE."""

    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    office = models.CharField(max_length=60, blank=True)
    unit_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=80, blank=True)  # "<app label>.<model>:<id>"
    rule = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)  # never names, numbers of documents or telephones

    class Meta:
        indexes = (
            models.Index(fields=("subject", "id"), name="journal_subject"),
            models.Index(fields=("unit_id", "-id"), name="journal_unit"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject}"


class LineName(models.Model):
    """A name in a line: who acted ("by") or whom it is about ("about"). May be blanked by erasure, never deleted."""

    BY = "by"
    ABOUT = "about"

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="names")
    part = models.CharField(max_length=5)  # BY | ABOUT
    person_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = (models.Index(fields=("person_id", "-line"), name="journal_person"),)

    def __str__(self) -> str:
        return f"{self.part} {self.name}"
