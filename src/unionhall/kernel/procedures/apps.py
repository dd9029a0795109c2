"""Django's entry to unionhall.kernel.procedures."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """Registers unionhall.kernel.procedures under the label "procedures"."""

    name = "unionhall.kernel.procedures"
    label = "procedures"
