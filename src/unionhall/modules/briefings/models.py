"""The nouns of briefings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures.declare import Procedural


class Briefing(Procedural):
    """A document of ``unit``: text with figures in it, numbered by kind and year when it is issued."""

    class Kind(models.TextChoices):
        BRIEF = "brief", gettext_lazy("简报")
        CIRCULAR = "circular", gettext_lazy("情况通报")

    procedure = "briefings.briefing"
    is_addressed_by_id = True

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="briefings")  # who issues it
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=120, blank=True)  # two lines where it says so itself
    to = models.CharField(max_length=300, blank=True)  # 主送
    copies = models.CharField(max_length=300, blank=True)  # 抄送
    word = models.CharField(max_length=20, blank=True)  # 机关代字, e.g. 松工通; of a circular alone
    body = models.TextField(blank=True)  # see ``queries.body``
    reckoning = models.ForeignKey(Reckoning, on_delete=models.PROTECT, null=True, related_name="+")  # what it is about
    author_id = models.BigIntegerField(null=True)  # the person who drafts; no key, it never blocks erasure
    drafted = models.DateTimeField()
    changed = models.DateTimeField()
    issuer = models.CharField(max_length=120, blank=True)  # the unit's name on the day of issue
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)  # 流水号, from 1 every year
    issued = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # why it was sent back or withdrawn

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "kind", "year", "number"), condition=Q(number__isnull=False), name="briefings_number"
            ),
        )
        indexes = (models.Index(fields=("unit", "-id"), name="briefings_of_unit"),)

    def __str__(self) -> str:
        return f"briefing {self.pk} {self.state}"

    @property
    def name(self) -> str:
        """Its title in one line, for lists."""
        return self.title.replace("\n", "") or _("（还没有标题）")

    def duty_title(self) -> str:
        """How the inbox calls it."""
        return f"{self.get_kind_display()}：{self.name}"

    def get_absolute_url(self) -> str:
        """Where it is read, and its next step taken."""
        return reverse("briefings:briefing", args=(self.pk,))


class Citation(models.Model):
    """A figure or a chart that the text names by ``key``: of which measure, for which unit, over what.

    From the issue on its rows are frozen with the words they stand under.
    """

    class Shape(models.TextChoices):
        FIGURE = "figure", gettext_lazy("数字")
        CHILDREN = "children", gettext_lazy("分单位的图表")
        DAYS = "days", gettext_lazy("分日期的图表")

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="citations")
    key = models.CharField(max_length=6)  # f1 or t1: what stands in the text between braces
    shape = models.CharField(max_length=8, choices=Shape.choices)
    measure = models.CharField(max_length=60)
    slice = models.CharField(max_length=30, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # with everything below it
    reckoning = models.ForeignKey(Reckoning, on_delete=models.PROTECT, null=True, related_name="+")
    month = models.DateField(null=True)  # the first of the month
    on = models.DateField(null=True)  # as of the end of this day; none: as of now
    label = models.CharField(max_length=160, blank=True)  # frozen: the measure's name
    counter = models.CharField(max_length=20, blank=True)  # frozen: its 量词, or %
    scope = models.CharField(max_length=120, blank=True)  # frozen: the unit's name
    span = models.CharField(max_length=200, blank=True)  # frozen: the campaign's or the month's name
    is_ratio = models.BooleanField(default=False)  # frozen

    class Meta:
        constraints = (models.UniqueConstraint(fields=("briefing", "key"), name="briefings_key_once"),)

    def __str__(self) -> str:
        return f"{self.key} {self.measure}"


class CitedRow(models.Model):
    """What a citation said when its briefing was issued: one row of a figure, one for each bar of a chart."""

    citation = models.ForeignKey(Citation, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField()  # from 0
    label = models.CharField(max_length=120, blank=True)  # the unit's name or the day of a bar
    code = models.CharField(max_length=40, blank=True)  # the unit's code, by which its rows are opened
    value = models.DecimalField(max_digits=28, decimal_places=12, null=True)  # none: nobody has reported, or hidden
    n = models.IntegerField(null=True)  # units that have reported
    m = models.IntegerField(null=True)  # units that were asked
    as_of = models.DateTimeField()
    source = models.CharField(max_length=8)  # live | snapshot
    is_hidden = models.BooleanField(default=False)  # about so few people that they could be known

    class Meta:
        constraints = (models.UniqueConstraint(fields=("citation", "place"), name="briefings_row_once"),)

    def __str__(self) -> str:
        return f"{self.citation_id} {self.place}: {self.value}"


class Annex(models.Model):
    """The workbook that went with an issued briefing: the campaign's figures by level of the tree, on that day."""

    briefing = models.OneToOneField(Briefing, on_delete=models.CASCADE, related_name="annex")
    content = models.BinaryField()  # .xlsx

    def __str__(self) -> str:
        return f"annex of {self.briefing_id}"


class Opening(models.Model):
    """That a union below the issuer has opened an issued briefing, for the first time at ``at``."""

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="openings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("briefing", "unit"), name="briefings_read_once"),)

    def __str__(self) -> str:
        return f"unit {self.unit_id} has read {self.briefing_id}"
