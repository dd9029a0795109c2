"""The reader under the name that the import knows it by; see ``reading``."""

from unionhall.modules.membership.actions.reading import read

__all__ = ["read"]
