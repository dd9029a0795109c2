"""Django's entry to unionhall.structures."""

from django.apps import AppConfig


class StructuresConfig(AppConfig):
    """Registers the shipped structure."""

    name = "unionhall.structures"
    label = "structures"

    def ready(self) -> None:
        """Declare its kinds of units and offices."""
        from unionhall.kernel.access.declare import register_offices
        from unionhall.kernel.org.declare import register_kinds, register_trades
        from unionhall.structures import china

        register_kinds(*china.KINDS)
        register_trades(china.TRADES)
        register_offices(*china.OFFICES)
