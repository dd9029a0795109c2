"""Django's entry to unionhall.kernel.search."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Registers unionhall.kernel.search under the label "search"."""

    name = "unionhall.kernel.search"
    label = "search"

    def ready(self) -> None:
        """Follow the tree, so that units are found as they are."""
        from unionhall.kernel.journal.events import listen
        from unionhall.kernel.org.events import UnitChanged, UnitsEnded, UnitsFounded
        from unionhall.kernel.search import actions, declare, units

        declare.reindexer(units.UNIT, units.entries)
        listen(UnitsFounded, actions.follow_founding)
        listen(UnitChanged, actions.follow_change)
        listen(UnitsEnded, actions.follow_ending)
