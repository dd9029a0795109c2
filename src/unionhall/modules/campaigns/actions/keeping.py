"""Files that people bring: pictures drawn anew without where they were taken, PDFs as they are; named by a hash."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from unionhall.kernel import pictures
from unionhall.kernel.actor import Reason, Refused
from unionhall.modules.campaigns.queries.acts import cover_file, proof_file

LARGEST = 20 * 2**20  # bytes; a phone's best photograph is half of it
COVER_SIDE = 960  # pixels: as wide as a phone shows, so that the page opens quickly there
_PDF_BEGINS, _PDF_ENDS = b"%PDF-", b"%%EOF"
_TAIL = 2048  # bytes within which a PDF says that it ends


def keep_proof(file: BinaryIO) -> str:
    """Keep a picture or a PDF; returns the name under which it lies. Raises Refused for anything else, or too much."""
    _refuse_large(file, "proof")
    file.seek(0)
    if file.read(len(_PDF_BEGINS)) == _PDF_BEGINS:
        content, ending = _whole_pdf(file), "pdf"
    else:
        content, ending, _width, _height = _drawn(file, "proof", pictures.LONGEST_SIDE)
    name = f"{hashlib.sha256(content).hexdigest()}.{ending}"
    _write(content, proof_file(name))
    return name


def keep_cover(file: BinaryIO) -> str:
    """Keep a campaign's picture, small; its name says how large it is. Raises Refused for what is no picture."""
    _refuse_large(file, "cover")
    content, ending, width, height = _drawn(file, "cover", COVER_SIDE)
    name = f"{hashlib.sha256(content).hexdigest()}-{width}x{height}.{ending}"
    _write(content, cover_file(name))
    return name


def _refuse_large(file: BinaryIO, field: str) -> None:
    if file.seek(0, os.SEEK_END) > LARGEST:
        raise Refused(Reason(field, _("文件最大 20 MB，缩小再传")))


def _drawn(file: BinaryIO, field: str, longest: int) -> tuple[bytes, str, int, int]:
    try:
        return pictures.redraw(file, longest)
    except Refused as refused:
        raise Refused(*(Reason(field, reason.text) for reason in refused.reasons)) from refused


def _whole_pdf(file: BinaryIO) -> bytes:
    file.seek(0)
    content = file.read()
    if _PDF_ENDS not in content[-_TAIL:]:
        raise Refused(Reason("proof", _("这个 PDF 不完整，重新存一份再传")))
    return content


def _write(content: bytes, target: Path) -> None:
    """Whole or not at all."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=target.parent, suffix=".part")
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    Path(part).replace(target)
