"""How Django's forms are rendered: one question after the other, each wrong beside its field."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Set as ``FORM_RENDERER``: ``{{ form }}`` and ``{{ form.x.as_field_group }}`` come out in our markup."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
