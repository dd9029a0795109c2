"""What ``ui/field.html`` asks about a field. Pages write ``{{ form }}`` or ``{{ form.x.as_field_group }}``."""

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def is_choices(field: BoundField) -> bool:
    """Whether a field is a list of things to tick."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether a field is one box to tick."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def own_class(field: BoundField) -> str:
    """The class its form gave the widget, e.g. ``choices-2``."""
    return str(field.field.widget.attrs.get("class", ""))


@register.filter
def described_by(field: BoundField) -> str:
    """The ids of what a screen reader says with the field: its hint, and what is wrong."""
    hint = [f"{field.auto_id}-hint"] if field.help_text else []
    return " ".join([*hint, *([f"{field.auto_id}-wrong"] if field.errors else [])])


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The control itself with our classes and what a screen reader needs."""
    widget = field.field.widget
    attrs: dict[str, str] = {}
    if described := described_by(field):
        attrs["aria-describedby"] = described
    if isinstance(widget, forms.CheckboxInput):
        own = "form-check-input"
    elif isinstance(widget, forms.Select):  # no RadioSelect, in spite of its name; that is ``is_choices``
        own = "form-select"
    else:
        own = "form-control"
    return field.as_widget(attrs={**attrs, "class": f"{own} {own_class(field)}".strip()})
