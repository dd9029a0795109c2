"""Activation slips: one A4 page for each unit, with a strip to cut off for every officer."""

import os
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from unionhall.kernel import clock, printing
from unionhall.kernel.access.inviting import Invited
from unionhall.kernel.people.accounts import CODE_DAYS

_TEMPLATE = Path(__file__).parent / "templates" / "slips.typ"


def write(invited: Sequence[Invited], directory: Path, url: str) -> list[Path]:
    """Write one PDF a unit into ``directory``, readable by its owner alone: they hold activation codes.

    ``url``: where an account is taken into use. Returns the files, by the units' codes.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    by_unit: dict[str, list[Invited]] = defaultdict(list)
    for one in invited:
        by_unit[one.unit.code].append(one)
    until = clock.today() + timedelta(days=CODE_DAYS)
    files = []
    for code, ones in sorted(by_unit.items()):
        pdf = printing.pdf(_TEMPLATE, _data(ones, url, until), keeps=False)  # the codes lie on the paper alone
        files.append(_private(_free(directory, code), pdf))
    return files


def _free(directory: Path, code: str) -> Path:
    """A name that no earlier slip of the unit has: the earlier one may not be printed yet."""
    names = (f"{code}.pdf", *(f"{code}-{again}.pdf" for again in range(2, 1000)))
    return next(path for path in (directory / name for name in names) if not path.exists())


def _data(ones: Sequence[Invited], url: str, until: date) -> dict[str, object]:
    people = [
        {
            "name": one.person.name,
            "office": str(one.office.label),
            "code": f"{one.code[:5]} {one.code[5:]}",
            "phone": one.person.masked_phone,
        }
        for one in ones
    ]
    return {"unit": ones[0].unit.name, "url": url, "until": f"{until:%Y年%-m月%-d日}", "people": people}


def _private(path: Path, content: bytes) -> Path:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
    return path
