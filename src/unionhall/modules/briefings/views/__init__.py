"""Pages of briefings: lists, reading and approving, writing, files."""

from unionhall.modules.briefings.views import files, reading, writing

__all__ = ["files", "reading", "writing"]
