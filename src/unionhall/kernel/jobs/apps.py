"""Django's entry to unionhall.kernel.jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers unionhall.kernel.jobs under the label "jobs"."""

    name = "unionhall.kernel.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Let the ticker put jobs of dead workers back into the queue, and keep the planner's statistics fresh."""
        from unionhall.kernel import bulk
        from unionhall.kernel.jobs import actions, declare

        declare.every("jobs.requeue", 1, actions.requeue_stale)
        declare.every("bulk.refresh_statistics", 24 * 60, lambda by: bulk.refresh_statistics())
