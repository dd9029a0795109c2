"""A piece of long work: where it stands is in the row, so that it survives the process that does it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """A loop of idempotent batches that commit their position."""

    class State(models.TextChoices):
        QUEUED = "queued", _("排队")
        RUNNING = "running", _("正在做")
        DONE = "done", _("做完")
        FAILED = "failed", _("没做成")

    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    phase = models.CharField(max_length=60, blank=True)
    position = models.JSONField(default=dict)  # what the next attempt needs to go on
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True)
    account_id = models.BigIntegerField(null=True)  # who asked for it
    actor_name = models.CharField(max_length=120)
    created = models.DateTimeField()
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    error = models.TextField(blank=True)  # a sentence for the person who asked
    result = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=("state", "id"), name="jobs_state"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.state} {self.done}/{self.total}"


class Tick(models.Model):
    """When something that is done every so often was begun last."""

    name = models.CharField(max_length=60, primary_key=True)
    last = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.last}"
