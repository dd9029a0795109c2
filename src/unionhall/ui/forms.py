"""How Django's forms are rendered: one question after the other, what is wrong beside its field."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Set as ``FORM_RENDERER``: ``{{ form }}`` and ``{{ form.x.as_field_group }}`` come out in our markup."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


class DayInput(forms.DateInput):
    """The phone's own calendar. Browsers want ISO dates in it, whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")
