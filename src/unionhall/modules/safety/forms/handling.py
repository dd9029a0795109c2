"""The shape of each step at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.calendar.queries import add_working_days
from unionhall.modules.safety import queries
from unionhall.modules.safety.models import Hazard
from unionhall.modules.safety.procedure import MEND_DAYS, PLAN_PARTS
from unionhall.modules.safety.queries.about import people_to_name
from unionhall.ui.forms import DayInput, reason_field

LONGEST = 2000


def _words(label: Any, missing: Any, hint: Any = "", rows: int = 3) -> forms.CharField:
    wrong = {"required": missing, "max_length": _("超过 2000 字了，拣要紧的写")}
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST, widget=area, error_messages=wrong)


class StepForm(forms.Form):
    """A step with a hazard; a subclass fills in what it knows of it."""

    def __init__(self, *args: Any, by: Actor, hazard: Hazard, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{self.key()}-%s", **kwargs})
        self.by, self.hazard = by, hazard
        self.prepare()

    @classmethod
    def key(cls) -> str:
        """What keeps the ids of several forms on one page apart."""
        return cls.__name__.removesuffix("Form").lower()

    def prepare(self) -> None:
        """Fill in what depends on the hazard."""


class PhotosField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django's takes none
    """Those pictures of its reporters that all who see a hazard may see as well."""

    def __init__(self, hazard: Hazard) -> None:
        super().__init__(
            label=_("哪些照片也给厂里看？"),
            help_text=_("看一眼：有没有人脸、工牌，会不会让人认出是谁拍的。"),
            queryset=hazard.photos.filter(is_shown=False).defer("data").order_by("pk"),
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-2"}),
            error_messages={"invalid_choice": _("有张照片已经放进台账了，再选一次")},
        )

    def label_from_instance(self, obj: Any) -> str:
        """The picture itself."""
        return format_html(
            '<img class="choice-photo" src="{}" alt="{}">', reverse("safety:photo", args=(obj.key,)), _("照片")
        )


class ReceiveForm(StepForm):
    """What everybody who works on it reads."""

    words = _words(_("是什么隐患"), _("写上是什么隐患"), _("厂里看到的就是这一段。去掉会让人猜出是谁报的话。"))
    place = forms.CharField(label=_("在哪里"), max_length=120, error_messages={"required": _("写上在哪里")})
    kind = forms.ChoiceField(label=_("哪一类"), choices=Hazard.Kind.choices)
    again_of = forms.ModelChoiceField(
        label=_("是以前哪一件又出现了？"),
        queryset=Hazard.objects.none(),
        required=False,
        empty_label=_("不是，头一回"),
        error_messages={"invalid_choice": _("只能选这个单位以前的隐患")},
    )

    def prepare(self) -> None:
        """The words of its reporter first, and what was closed at the same place."""
        told = queries.reports_of(self.by, self.hazard)
        self.fields["words"].initial = self.hazard.words or "\n".join(one.words for one in told)
        self.fields["place"].initial = self.hazard.place or next((one.place for one in told), "")
        self.fields["kind"].initial = self.hazard.kind
        self.fields["shown"] = PhotosField(self.hazard)
        if not self.fields["shown"].queryset:  # type: ignore[attr-defined]
            del self.fields["shown"]
        again: Any = self.fields["again_of"]
        again.queryset = queries.closed_before(self.by, self.hazard)
        again.label_from_instance = queries.short_title


class GradeForm(StepForm):
    """Ordinary or major."""

    grade = forms.ChoiceField(
        label=_("定级"),
        help_text=_("一般：马上能改。重大：要全部或者局部停产停业，要花一段时间才改得好，或者靠厂里自己除不掉。"),
        choices=Hazard.Grade.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("选一级")},
    )
    harm = forms.CharField(
        label=_("会伤到谁、多大的事"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _("超过 2000 字了，拣要紧的写")},
    )


class AssignForm(StepForm):
    """Who, by when."""

    who = forms.CharField(
        label=_("谁来改"),
        help_text=_("写到人或者班组。"),
        max_length=60,
        error_messages={"required": _("写上谁来改"), "max_length": _("太长了，写名字就行")},
    )
    mender = forms.ModelChoiceField(
        label=_("这里的安全管理员"),
        help_text=_("选了，他的收件箱里就有这一件，看不到是谁报的。"),
        queryset=Hazard.objects.none(),
        required=False,
        empty_label=_("不选"),
        error_messages={"invalid_choice": _("只能选这个单位的安全管理员")},
    )
    due = forms.DateField(
        label=_("哪天以前改好"),
        widget=DayInput,
        error_messages={"required": _("写上哪天以前改好"), "invalid": _("日期写成 2026-11-25 这样")},
    )

    def prepare(self) -> None:
        """The employer's own people in office, and the usual days."""
        mender: Any = self.fields["mender"]
        mender.queryset = queries.menders(self.hazard)
        mender.label_from_instance = lambda person: person.name
        self.fields["due"].initial = add_working_days(clock.today(), MEND_DAYS).date
        self.fields["who"].initial = self.hazard.mender_text


class PlanForm(StepForm):
    """The six parts of a plan."""

    def prepare(self) -> None:
        """One field a part; what is missing is said when it is sent off as mended."""
        for key, label in PLAN_PARTS.items():
            area = forms.Textarea(attrs={"rows": 2})
            self.fields[key] = forms.CharField(label=label, max_length=LONGEST, required=False, widget=area)
            self.fields[key].initial = self.hazard.plan.get(key, "")


class MendForm(StepForm):
    """What was done."""

    words = _words(_("怎么改的"), _("写上怎么改的"))
    cost = forms.IntegerField(
        label=_("花了多少钱（元）"),
        required=False,
        min_value=0,
        max_value=10**10,
        error_messages={
            "invalid": _("写整数，如 1200"),
            "min_value": _("不能是负数"),
            "max_value": _("这个数太大了，看看是不是多写了零"),
        },
    )


class RecheckForm(StepForm):
    """What was seen on looking again."""

    words = _words(_("看到了什么"), _("写上看到了什么"))


class SendBackForm(StepForm):
    """What is still wrong."""

    words = _words(_("哪里还没改好"), _("写上哪里还没改好"))
    due = forms.DateField(
        label=_("哪天以前重改好"),
        widget=DayInput,
        error_messages={"required": _("写上哪天以前"), "invalid": _("日期写成 2026-11-25 这样")},
    )

    def prepare(self) -> None:
        """The usual days."""
        self.fields["due"].initial = add_working_days(clock.today(), MEND_DAYS).date


class DismissForm(StepForm):
    """Why it is none."""

    reason = reason_field(_("为什么不算隐患"), _("写上为什么，报的人看得到"))


class JoinForm(StepForm):
    """The other one."""

    to = forms.ModelChoiceField(
        label=_("跟哪一件是同一件事"),
        queryset=Hazard.objects.none(),
        error_messages={"required": _("选一件"), "invalid_choice": _("只能选本单位没办完的")},
    )

    def prepare(self) -> None:
        """What is open at the same union."""
        to: Any = self.fields["to"]
        to.queryset = queries.open_beside(self.by, self.hazard)
        to.label_from_instance = queries.short_title


class HandUpForm(StepForm):
    """Why it goes up."""

    reason = reason_field(_("为什么移交上级"), _("写上为什么移交"))
    about = forms.MultipleChoiceField(
        label=_("跟谁有关？"),
        help_text=_("勾了谁，移交以后谁就看不到。跟谁都没关系就不勾。"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("名单刚变过，再看一遍，重新勾")},
    )

    def prepare(self) -> None:
        """Who holds an office at the union that handles it."""
        field: Any = self.fields["about"]
        field.choices = people_to_name(self.hazard.unit)


class ShowPhotosForm(StepForm):
    """Which pictures that came later."""

    def prepare(self) -> None:
        """What nobody but this union sees yet."""
        self.fields["shown"] = PhotosField(self.hazard)


class CloseForm(StepForm):
    """Nothing is asked."""


class CongressForm(StepForm):
    """Nothing is asked."""


class PauseForm(StepForm):
    """Why the clock stands still."""

    reason = reason_field(_("为什么停表"), _("写上为什么停表，如：等检测机构鉴定"))


class ResumeForm(StepForm):
    """Nothing is asked."""


class ExtendForm(StepForm):
    """Until when, and why."""

    due = forms.DateField(
        label=_("延到哪天"),
        widget=DayInput,
        error_messages={"required": _("写上延到哪天"), "invalid": _("日期写成 2026-11-25 这样")},
    )
    reason = reason_field(_("为什么延期"), _("写上为什么延期"))


class AnswerForm(forms.Form):
    """What the union says to a reporter."""

    text = _words(_("对他说"), _("写上再发"), _("凭回执码看得到。别问他是谁。"))
