"""Days that differ from the week: public holidays and working weekends (调休)."""

from django.db import models


class Day(models.Model):
    """One date whose standing is laid down; every other date follows the week (Saturday and Sunday are free)."""

    date = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)
    is_provisional = models.BooleanField(default=False)

    class Meta:
        ordering = ("date",)

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class Year(models.Model):
    """A year whose holidays have been laid down; due dates in other years are provisional."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=120)
    is_provisional = models.BooleanField(default=False)  # expected, not announced yet

    def __str__(self) -> str:
        return str(self.year)


class Version(models.Model):
    """One row with a new token after every edit, by which processes see that what they remember is old."""

    token = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.token
