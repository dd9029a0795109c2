"""Spreadsheets taken into the roll: the file, and a ledger with one row for every row of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.secrets import EncryptedField


class RollImport(models.Model):
    """One spreadsheet: what it would do, what it did, and what was taken back."""

    class Mode(models.TextChoices):
        ADD = "add", _("添加和更新：表里没有的人不动")
        REPLACE = "replace", _("以表为准：表里有的单位，不在表里的会员算离会")

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("收到文件，还没看影响")
        STAGED = "staged", _("看过影响，还没写入")
        APPLYING = "applying", _("正在写入")
        APPLIED = "applied", _("已写入")
        UNDOING = "undoing", _("正在撤销")
        UNDONE = "undone", _("已撤销")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="roll_imports")  # the uploader's reach
    file_name = models.CharField(max_length=200)
    file = models.CharField(max_length=200, blank=True)  # the upload's name under MEDIA_ROOT; "" when it is gone
    mapping = models.JSONField(default=dict)  # "<sheet>\t<column index>" → field key; {} = as guessed
    answers = models.JSONField(default=dict)  # what somebody said of units and days; see actions.answering
    mode = models.CharField(max_length=7, choices=Mode.choices, default=Mode.ADD)
    state = models.CharField(max_length=8, choices=State.choices, default=State.UPLOADED)
    report = models.JSONField(default=dict)  # counts and problem rows with masked values; see actions.Report
    effects = models.JSONField(default=dict)  # figures per unit and per field, no personal data; see queries.effects
    stamp = models.BigIntegerField(default=0)  # the journal's last line when the roll was compared with the file
    account_id = models.BigIntegerField(null=True)
    created = models.DateTimeField()
    applied = models.DateTimeField(null=True)
    undone = models.DateTimeField(null=True)
    purged = models.DateTimeField(null=True)  # when old and new values were thrown away

    class Meta:
        indexes = (models.Index(fields=("unit", "-id"), name="membership_import_unit"),)

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"


class RollRow(models.Model):
    """One row of the file (or one leaver): what it would do, what it did. Old and new values are encrypted."""

    class State(models.TextChoices):
        STAGED = "staged", _("待写入")
        APPLIED = "applied", _("已写入")
        LEFT = "left", _("没动")
        UNDONE = "undone", _("已撤销")
        KEPT = "kept", _("没有撤销")  # touched since; ``reason`` says by what

    class Outcome(models.TextChoices):
        NEW = "new", _("新增")
        CHANGED = "changed", _("更新")
        MOVED = "moved", _("转入")
        LEAVER = "leaver", _("离会")
        UNCHANGED = "unchanged", _("不变")
        CONFLICT = "conflict", _("要人认一认")
        PROBLEM = "problem", _("导不进")

    # the constraint below begins with it: an index of its own would only cost
    roll_import = models.ForeignKey(RollImport, on_delete=models.CASCADE, related_name="rows", db_index=False)
    place = models.PositiveIntegerField()  # order within the import, from 1; leavers come last
    sheet = models.CharField(max_length=120, blank=True)
    number = models.PositiveIntegerField()  # as the spreadsheet counts, the first row is 1; 0 for a leaver
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    # nobody, for most rows of a first import until they are applied: the index below holds the others
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    began_id = models.BigIntegerField(null=True)  # of a Membership, which undoing may remove
    ended_id = models.BigIntegerField(null=True)  # of a Membership
    # What the journal's one line leaves out, kept when the values are purged: the roll of any day can be told from it.
    on = models.DateField(null=True)  # from when what the row began or ended holds
    back_on = models.DateField(null=True)  # when undoing ended what could not be removed
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    state = models.CharField(max_length=7, choices=State.choices, default=State.STAGED)
    is_fresh = models.BooleanField(default=False)  # the person was not on file before
    fields = models.CharField(max_length=120, blank=True)  # keys of the fields that change, parted by blanks
    reason = models.CharField(max_length=400, blank=True)  # of a conflict, a problem, or of what was not undone
    new = EncryptedField(blank=True)  # JSON of the row's values; "" once purged
    old = EncryptedField(blank=True)  # JSON of the values that the row replaced; "" once purged

    class Meta:
        constraints = (models.UniqueConstraint(fields=("roll_import", "place"), name="membership_row_once"),)
        indexes = (
            models.Index(fields=("roll_import", "outcome", "place"), name="membership_row_outcome"),
            models.Index(fields=("roll_import", "unit", "number"), name="membership_row_unit"),
            models.Index(fields=("person",), condition=models.Q(person__isnull=False), name="membership_row_person"),
        )

    def __str__(self) -> str:
        return f"row {self.number} {self.outcome} {self.state}"


class RollColumns(models.Model):
    """Which column meant what in the last file of a unit: the next one is mapped like it."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="+")
    headings = models.JSONField(default=dict)  # heading → field key ("" = not used)

    def __str__(self) -> str:
        return f"columns of unit {self.unit_id}"
