"""The shape of beginning a briefing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.facts.models import Reckoning
from unionhall.modules.briefings.models import Briefing


class NewBriefingForm(forms.Form):
    """Which kind, about what."""

    kind = forms.ChoiceField(
        label=_("写什么"), choices=Briefing.Kind.choices, widget=forms.RadioSelect, initial=Briefing.Kind.BRIEF
    )
    reckoning = forms.ChoiceField(
        label=_("写哪次行动"), help_text=_("选了，报名、参加、交卷、合格率的数先填好，再改成自己的话。"), required=False
    )

    def __init__(self, *args: Any, reckonings: list[Reckoning], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reckonings = {str(each.pk): each for each in reckonings}
        about = self.fields["reckoning"]
        if isinstance(about, forms.ChoiceField):
            about.choices = [
                *((key, each.title) for key, each in self.reckonings.items()),
                ("", _("不写行动，从空白开始")),
            ]

    @property
    def chosen(self) -> Reckoning | None:
        """The campaign it is about, if any."""
        return self.reckonings.get(self.cleaned_data["reckoning"])
