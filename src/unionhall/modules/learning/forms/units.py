"""What every author's form begins with: for which unit."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from unionhall.kernel.org.models import Unit


class UnitForm(forms.Form):
    """A form in the name of one of the author's units; asks which only where there are several."""

    def __init__(self, *args: Any, units: Sequence[Unit], owner: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = [owner] if owner is not None else list(units)
        if len(self.units) > 1:
            choices = [(unit.code, unit.name) for unit in self.units]
            field = forms.ChoiceField(label=_("以哪个工会的名义"), choices=choices)
            self.fields = {"unit": field, **self.fields}

    @property
    def unit(self) -> Unit:
        """The chosen unit. Only for a valid form."""
        code = self.cleaned_data.get("unit")
        return next((unit for unit in self.units if unit.code == code), self.units[0])

    def refuse(self, reasons: Iterable[object]) -> None:
        """Show why an action said no; what was typed stays."""
        for reason in reasons:
            self.add_error(None, str(reason))
