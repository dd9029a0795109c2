"""Takes the pictures of the documents from what the journeys saw: ``make docs-pictures``."""

import sys
from pathlib import Path

from PIL import Image

from tests.docs.pages import ROOT

SEEN = ROOT / "test-results" / "journeys"
PICTURES = ROOT / "docs" / "pictures"
LARGEST = 120_000  # bytes
_TALLEST = 1.8  # of the width; a phone's page may be longer
_COLOURS = 64

# the picture's name, and what the journey called the page (see Visitor.look)
TAKEN = {
    "board.png": "1440-modes-desk-*-board-light.png",  # or DISTRICT
    "chair-enrolled.png": "360-chair-*-enrolled.png",
    "chair-inbox.png": "360-chair-*-inbox.png",
    "close.png": "1440-officer-*-close.png",
    "import-preview.png": "1440-imports-*-preview.png",
    "launch-preview.png": "1440-officer-*-launch-preview.png",
    "worker-landing.png": "360-worker-*-landing.png",
    "worker-question.png": "360-worker-*-question.png",
    "worker-result.png": "360-worker-*-result.png",
    "worker-tasks.png": "360-worker-*-tasks.png",
}


DISTRICT = "1440-district-board.png"  # the board of the demo at full size, where somebody took it (tests/walk.py)


def take(name: str, pattern: str) -> Path:
    """Keep the newest picture that fits, small enough to be read in a document. Raises ValueError without one."""
    seen = max(SEEN.glob(pattern), key=lambda path: path.stat().st_mtime)
    with Image.open(seen) as found:
        is_phone = found.width < 600
        tall = min(found.height, int(found.width * (_TALLEST if is_phone else 0.8)))
        shown = found.convert("RGB").crop((0, 0, found.width, tall))
    if not is_phone:
        shown = shown.resize((1080, shown.height * 1080 // shown.width), Image.Resampling.LANCZOS)
    kept = PICTURES / name
    shown.quantize(_COLOURS, dither=Image.Dither.NONE).save(kept, optimize=True)
    return kept


if __name__ == "__main__":
    for each, wanted in TAKEN.items():
        path = take(each, DISTRICT if each == "board.png" and (SEEN / DISTRICT).exists() else wanted)
        sys.stdout.write(f"{path.relative_to(ROOT)} {path.stat().st_size:,}\n")
