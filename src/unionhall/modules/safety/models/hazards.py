"""What can hurt somebody, and what was done about it."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel import clock
from unionhall.kernel.actor import Reason
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.procedures.declare import Procedural, procedure_of
from unionhall.modules.safety.models.numbers import random_id
from unionhall.modules.safety.procedure import ASSIGNED, OPEN

ANSWER_DAYS = 5  # how long a reporter is waited for before a hazard is closed without their word; 本会规定


class Hazard(Procedural):
    """A danger at ``site``, in the hands of the union ``unit``: the site's own, or one above that.

    Holds nothing of who reported it: that stands in ``Report``. ``words`` and ``place`` are for everybody who works on
    it; of a report they are empty until the officer who receives it has written them.
    """

    procedure = "safety.hazard"
    is_addressed_by_id = True

    class Kind(models.TextChoices):
        ELECTRIC = "electric", gettext_lazy("用电")
        MACHINE = "machine", gettext_lazy("机器")
        HEIGHT = "height", gettext_lazy("高处")
        FIRE = "fire", gettext_lazy("消防通道")
        CHEMICAL = "chemical", gettext_lazy("化学品")
        DUST = "dust", gettext_lazy("粉尘噪声")
        VEHICLE = "vehicle", gettext_lazy("车辆吊装")
        PROTECTION = "protection", gettext_lazy("防护用品")
        OTHER = "other", gettext_lazy("别的")
        UNCLEAR = "unclear", gettext_lazy("说不清")

    class Grade(models.TextChoices):
        GENERAL = "general", gettext_lazy("一般隐患")
        MAJOR = "major", gettext_lazy("重大隐患")

    class Source(models.TextChoices):
        REPORT = "report", gettext_lazy("职工报的")
        INSPECTION = "inspection", gettext_lazy("监督检查")
        SWEEP = "sweep", gettext_lazy("专项排查")
        OWN = "own", gettext_lazy("本级登记")

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="hazards")  # the union that handles it
    site = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="hazards_at")  # where it is
    counted_at = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # whose figures; never changes
    number = models.CharField(max_length=24, blank=True)  # e.g. 20261116-037, given when it is received
    source = models.CharField(max_length=10, choices=Source.choices)
    origin = models.CharField(max_length=60, blank=True)  # what it was found by: "<app>.<model>:<id>", or ""
    kind = models.CharField(max_length=10, choices=Kind.choices)
    grade = models.CharField(max_length=7, choices=Grade.choices, blank=True)
    place = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True)
    found_on = models.DateField()
    raised_because = models.CharField(max_length=200, blank=True)  # why it stands higher than where it is; loud
    is_shielded = models.BooleanField(default=False)  # about people (HazardAbout) who must not see it; in no figure
    harm = models.TextField(blank=True)  # 危害: what may come of it
    plan = models.JSONField(default=dict)  # the six parts, see procedure.PLAN_PARTS
    mender = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")  # one with an office
    mender_text = models.CharField(max_length=60, blank=True)  # who puts it right, as written
    due = models.DateField(null=True)  # until when it is to be put right
    mended_by = models.BigIntegerField(null=True)  # the person who said last that it is
    told_above = models.DateTimeField(null=True)  # a major one: the union above was told
    told_congress = models.DateField(null=True)  # … and the congress 职代会
    asked_on = models.DateField(null=True)  # its reporters were asked whether it is right now
    closed_on = models.DateField(null=True)
    again_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="recurrences")
    joined_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="joined")

    class Meta:
        # The newest of a union, of a place, of all, of a kind and grade; behind it what a ledger is narrowed by, so
        # that no row is fetched to be left out.
        indexes = (
            models.Index(fields=("unit", "-found_on", "-id", "kind", "grade", "state"), name="safety_at"),
            models.Index(fields=("site", "-found_on", "-id", "unit", "kind", "grade", "state"), name="safety_site_at"),
            models.Index(fields=("-found_on", "-id", "unit"), name="safety_newest"),
            models.Index(fields=("kind", "grade", "-found_on", "-id", "unit", "state"), name="safety_kinds"),
            *(
                models.Index(fields=fields, condition=Q(state__in=OPEN), name=f"safety_open_{name}")
                for name, fields in (
                    ("by_unit", ("unit", "-found_on", "-id", "kind", "grade")),
                    ("newest", ("-found_on", "-id", "unit")),
                    ("kinds", ("kind", "grade", "-found_on", "-id", "unit")),
                )
            ),
            *(
                models.Index(fields=fields, condition=Q(state=ASSIGNED), name=f"safety_overdue_{name}")
                for name, fields in (
                    ("by_unit", ("unit", "due", "id", "kind", "grade")),
                    ("longest", ("due", "id", "unit", "kind", "grade")),
                )
            ),
            models.Index(fields=("counted_at", "closed_on"), name="safety_counted"),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(joined_to=F("id")), name="safety_joined_to_another"),
            models.CheckConstraint(condition=~Q(again_of=F("id")), name="safety_again_of_another"),
        )

    def __str__(self) -> str:
        return f"{self.where} {self.get_kind_display()}"

    @property
    def is_major(self) -> bool:
        """Whether it is 重大: needs a plan, and to be told upward."""
        return self.grade == self.Grade.MAJOR

    @property
    def where(self) -> str:
        """The place, or the union alone while nobody has received the report and said where."""
        return self.place or self.site.name

    @property
    def is_open(self) -> bool:
        """Whether somebody has yet to do something."""
        return self.state in OPEN

    @property
    def state_label(self) -> str:
        """What its state is called."""
        return str(procedure_of(self).state(self.state).label)

    def duty_title(self) -> str:
        """How the inbox calls it: where and what kind; nothing of who said so."""
        grade = self.Grade(self.grade).label if self.grade else _("隐患")
        return f"{grade}：{self.where}（{self.Kind(self.kind).label}）"

    def get_absolute_url(self) -> str:
        """Its page at the desk."""
        return reverse("safety:hazard", args=(self.pk,))

    def about_person_ids(self) -> tuple[int, ...]:
        """The people it is about, who neither see it nor decide on it."""
        return tuple(self.about.values_list("person_id", flat=True)) if self.is_shielded else ()

    def why_wait_for_reporters(self) -> Reason | None:
        """Why it can not be closed yet on account of those who reported it."""
        from unionhall.modules.safety.models.reports import Report

        verdicts = set(self.reports.values_list("verdict", flat=True))
        if Report.Verdict.BAD in verdicts:
            return Reason("bad", _("报的人说没改好，退回重改"))
        if "" in verdicts and self.asked_on is not None:
            until = self.asked_on + timedelta(days=ANSWER_DAYS)
            if clock.today() <= until:
                day = _("%(m)d月%(d)d日") % {"m": until.month, "d": until.day}
                return Reason("asked", _("在等报的人说改好没有，过了%(day)s还没回音就可以销号") % {"day": day})
        return None


class HazardAbout(models.Model):
    """A person a hazard is about. No key to the person, who may be erased; the hazard stays."""

    hazard = models.ForeignKey(Hazard, on_delete=models.CASCADE, related_name="about")
    person_id = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person_id", "hazard"), name="safety_about_once"),)

    def __str__(self) -> str:
        return f"hazard {self.hazard_id} is about person {self.person_id}"


class Mending(models.Model):
    """One round: what was done, at what cost, and what somebody else found on looking again."""

    hazard = models.ForeignKey(Hazard, on_delete=models.CASCADE, related_name="mendings")
    words = models.TextField()
    cost = models.PositiveBigIntegerField(null=True)  # yuan
    mended_by = models.BigIntegerField(null=True)  # a person; no key, it never blocks erasure
    mended = models.DateTimeField()
    recheck_words = models.TextField(blank=True)
    rechecked_by = models.BigIntegerField(null=True)
    rechecked = models.DateTimeField(null=True)
    is_right = models.BooleanField(null=True)  # None: not looked at yet

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(rechecked_by=None) | Q(mended_by=None) | ~Q(rechecked_by=F("mended_by")),
                name="safety_rechecked_by_another",
            ),
            models.UniqueConstraint(fields=("hazard",), condition=Q(is_right=None), name="safety_one_round_at_a_time"),
        )

    def __str__(self) -> str:
        return f"mending {self.pk} of hazard {self.hazard_id}"
