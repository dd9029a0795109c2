"""Django's entry to unionhall.kernel.jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers unionhall.kernel.jobs under the label "jobs"."""

    name = "unionhall.kernel.jobs"
    label = "jobs"
