"""The installation's own layers of rules, which lie over those that are shipped, and the region it goes by."""

from django.db import models


class Layer(models.Model):
    """A layer that an administrator added: what a region or a union lays down for itself."""

    name = models.CharField(max_length=60, unique=True)
    added = models.DateTimeField()
    file_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class Row(models.Model):
    """One version of one rule in a layer, as it was read: ``data`` is its row as JSON."""

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="rows")
    rule = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    data = models.TextField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("layer", "rule", "version"), name="law_row_once"),)

    def __str__(self) -> str:
        return f"{self.rule}@{self.version}"


class Edition(models.Model):
    """One row: the region that was chosen, and a token, new after every change, by which processes see that
    what they remember is old."""

    token = models.CharField(max_length=32)
    region = models.CharField(max_length=20, blank=True)  # "": as the environment says; "national": none

    def __str__(self) -> str:
        return self.token
