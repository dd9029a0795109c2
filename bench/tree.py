"""A tree of unions for measuring, level by level."""

from collections.abc import Sequence
from datetime import date

from unionhall.kernel import path as paths
from unionhall.kernel.org.models import Placement, Unit


def level(parents: Sequence[Placement], each: int, kind: str, since: date) -> list[Placement]:
    """``each`` unions of a kind under every one of ``parents``, standing there since a day."""
    above = [parent for parent in parents for _number in range(each)]
    units = Unit.objects.bulk_create(
        [
            Unit(
                code=f"{parent.unit.code}-{number % each:03d}",
                name=f"{kind} {parent.unit.code}-{number % each}",
                kind=kind,
                state="standing",
            )
            for number, parent in enumerate(above)
        ],
        batch_size=2000,
    )
    return Placement.objects.bulk_create(
        [
            Placement(unit=unit, parent=parent.unit, path=paths.child(parent.path, unit.pk), since=since)
            for unit, parent in zip(units, above, strict=True)
        ],
        batch_size=2000,
    )
