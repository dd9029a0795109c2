"""What happened outside this system, written down once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns.models.campaigns import Campaign


class Act(models.Model):
    """An activity that a unit held and reports: a lecture, a visit, leaflets handed out. Counted as *reported*."""

    class Kind(models.TextChoices):
        LECTURE = "lecture", gettext_lazy("宣讲")
        TRAINING = "training", gettext_lazy("培训")
        VISIT = "visit", gettext_lazy("走访检查")
        MATERIAL = "material", gettext_lazy("发放资料")
        CULTURE = "culture", gettext_lazy("文体活动")
        OTHER = "other", gettext_lazy("其他活动")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="acts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # who held it
    kind = models.CharField(max_length=8, choices=Kind.choices)
    day = models.DateField()
    place = models.CharField(max_length=80)
    people = models.PositiveIntegerField(null=True)  # 人次; none: nobody counted them, which is not 0
    copies = models.PositiveIntegerField(null=True)  # of material handed out
    words = models.CharField(max_length=300, blank=True)
    proof = models.CharField(max_length=68, blank=True)  # name of the kept picture or PDF: hash and ending
    written = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True)  # it was a mistake; counts nowhere

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(people=None) | Q(people__lte=1_000_000), name="campaigns_act_people_can_be"
            ),
            models.CheckConstraint(
                condition=Q(copies=None) | Q(copies__lte=10_000_000), name="campaigns_act_copies_can_be"
            ),
        )
        indexes = (models.Index(fields=("campaign", "unit", "-day"), name="campaigns_acts_of_unit"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day:%Y-%m-%d} {self.place}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("campaigns:act", args=(self.pk,))

    @property
    def is_pdf(self) -> bool:
        """Whether the proof is no picture."""
        return self.proof.endswith(".pdf")
