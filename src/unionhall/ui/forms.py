"""How Django's forms are rendered: one question after the other, what is wrong beside its field."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

from unionhall.ui.drawing import DRAWN

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class FormRenderer(TemplatesSetting):
    """Set as ``FORM_RENDERER``: ``{{ form }}`` and ``{{ form.x.as_field_group }}`` come out in our markup."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Plain controls are drawn in Python, the rest from templates."""
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


class DayInput(forms.DateInput):
    """The phone's own calendar. Browsers want ISO dates in it, whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


def reason_field(label: "StrOrPromise", missing: "StrOrPromise", hint: "StrOrPromise" = "") -> forms.CharField:
    """A reason that must be given: one line of at most 200 characters.

    ``label`` asks for it, ``missing`` is said where it is not there, ``hint`` gives an example or says who reads it.
    """
    return forms.CharField(label=label, help_text=hint, max_length=200, error_messages={"required": missing})
