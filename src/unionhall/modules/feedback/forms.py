"""The shape of what is sent in and of answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from unionhall.modules.feedback.models import Voice

LONGEST = 5000


class VoiceForm(forms.Form):
    """A complaint or suggestion. Only what it is about is asked for."""

    kind = forms.ChoiceField(
        label=_("是投诉还是建议？"),
        choices=Voice.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("选一个，好分给管这件事的人")},
    )
    text = forms.CharField(
        label=_("您想说什么？"),
        help_text=_("说清在哪里、什么时候、怎么回事。像跟工友说话那样写就行。"),
        min_length=5,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("写上您想说的"),
            "min_length": _("太短了，再写一句是哪里、怎么回事"),
            "max_length": _("超过 5000 字了，拣要紧的写"),
        },
    )
    about = forms.CharField(
        label=_("说的是哪个工会？"),
        help_text=_("工会的名称或代码，不知道就空着。"),
        max_length=120,
        required=False,
        error_messages={"max_length": _("名称太长，写前面一段就行")},
    )
    contact = forms.CharField(
        label=_("怎么联系您？"),
        help_text=_("手机号、邮箱都行。不留也能凭回执码看答复。"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": _("写一个联系方式就行")},
    )
    ticket = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class ReceiptForm(forms.Form):
    """The code by which an answer is read."""

    code = forms.CharField(
        label=_("回执码"),
        help_text=_("寄出时给您的 12 位字母和数字。"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("写上回执码，才找得到您那件")},
    )


class AnswerForm(forms.Form):
    """An answer."""

    text = forms.CharField(
        label=_("答复"),
        help_text=_("写明怎么办、谁来办、什么时候办好。寄信的人凭回执码看得到。"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("写上答复再发"), "max_length": _("超过 5000 字了，拣要紧的写")},
    )
