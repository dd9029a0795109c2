"""The smallest demo as a world (tests/worlds.py): a district in small, built by the actions that users call."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.worlds import world


@dataclass
class TinyDemo:
    """Where its files are, and where to look in it."""

    home: Path
    told: dict[str, Any]


@world()
def tiny(db: None) -> TinyDemo:
    """The smallest demo, in this test's database."""
    from unionhall.demo import build

    home = Path(tempfile.mkdtemp(prefix="unionhall-tiny-"))
    build.build("tiny", home, lambda _sentence: None)
    return TinyDemo(home, json.loads((home / "where-to-look.json").read_text(encoding="utf-8")))
