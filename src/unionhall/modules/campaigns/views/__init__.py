"""Pages of campaigns: the worker's (by link) and the desk's."""

from unionhall.modules.campaigns.views import desk, people, worker

__all__ = ["desk", "people", "worker"]
