"""What a file is, told by what it holds and never by its name; and what of it must not be handed on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from unionhall.kernel.actor import Refused
from unionhall.modules.learning.models import Media

HEAD = 16  # bytes that tell pictures, PDF and MP4 apart
_MP4_BRANDS = frozenset(b"isom iso2 iso4 iso5 iso6 mp41 mp42 avc1 MSNV".split()) | {b"M4A ", b"M4V "}
_BOXES_INSIDE = frozenset((b"moov", b"trak"))  # the boxes in which boxes with metadata stand
_TELLING = frozenset((b"udta", b"meta"))  # place, device, owner
_LARGEST_MOOV = 32 * 2**20
# ISO/IEC 11172-3: bit rates in kbit/s of MPEG 1 and of MPEG 2/2.5, layer III; sample rates in Hz
_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SAMPLES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_FRAMES_READ = 4
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file's kind and the ending of the name under which it is kept."""

    kind: Media.Kind
    ending: str


@dataclass(frozen=True, slots=True)
class _Box:
    name: bytes
    start: int  # of the box's header
    body: int
    end: int


def recognise(file: BinaryIO) -> Recognised | None:
    """What ``file`` is; None for what we do not take. Pictures are opened by Pillow later, which says the last word.

    Raises Refused, with what to do, for files of a kind we take that old phones could not show.
    """
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM")) or head[8:12] == b"WEBP":
        return Recognised(Media.Kind.PICTURE, "jpg")
    if head[4:8] == b"ftyp":
        return _film_or_sound(file)
    if head.startswith(b"%PDF-"):
        return _document(file)
    return Recognised(Media.Kind.AUDIO, "mp3") if _is_mp3(file) else None


def _document(file: BinaryIO) -> Recognised | None:
    file.seek(0)
    text = file.read()
    if b"%%EOF" not in text[-2048:]:
        return None
    if b"/Encrypt" in text:
        raise Refused(_("这份 PDF 加了密，别人打不开。去掉密码再传。"))
    if _ACTIVE_PDF.search(text):
        raise Refused(_("这份 PDF 里带着脚本或者附件，不能用。另存成普通的 PDF 再传。"))
    return Recognised(Media.Kind.DOCUMENT, "pdf")


def _film_or_sound(file: BinaryIO) -> Recognised | None:
    boxes = list(_boxes(file, 0, _length(file)))
    moov = next((box for box in boxes if box.name == b"moov"), None)
    if not boxes or boxes[0].name != b"ftyp" or moov is None or moov.end - moov.body > _LARGEST_MOOV:
        return None
    file.seek(boxes[0].body)
    brand = file.read(4)
    if brand == b"qt  ":
        raise Refused(_("这是 MOV 视频，有的手机放不了。在手机设置里选“兼容性最佳”，或者转成 MP4 再传。"))
    if brand not in _MP4_BRANDS:
        return None
    file.seek(moov.body)
    index = file.read(moov.end - moov.body)
    if b"vide" not in index:
        return Recognised(Media.Kind.AUDIO, "m4a") if b"soun" in index else None
    if b"avc1" not in index and b"avc3" not in index:
        raise Refused(_("这段视频的编码旧手机放不了。转成 H.264 编码的 MP4 再传。"))
    return Recognised(Media.Kind.VIDEO, "mp4")


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[_Box]:
    """The boxes of an MP4 (ISO/IEC 14496-12, 4.2) between two places; ends at the first that can not be."""
    while start + 8 <= end:
        file.seek(start)
        header = file.read(16)
        size, name, body = int.from_bytes(header[:4], "big"), header[4:8], start + 8
        if size == 1 and len(header) == 16:
            size, body = int.from_bytes(header[8:16], "big"), start + 16
        stop = end if size == 0 else start + size
        if stop > end or stop < body:
            return
        yield _Box(name, start, body, stop)
        start = stop


def strip_film(path: Path) -> None:
    """Blank in an MP4 or M4A what tells where, when and by whom it was taken. No byte moves, so it still plays."""
    with path.open("r+b") as file:
        for box in list(_telling_boxes(file, 0, _length(file))):
            file.seek(box.start + 4)
            file.write(b"free")
            file.seek(box.body)
            file.write(bytes(box.end - box.body))


def _telling_boxes(file: BinaryIO, start: int, end: int) -> Iterator[_Box]:
    for box in _boxes(file, start, end):
        if box.name in _TELLING:
            yield box
        elif box.name in _BOXES_INSIDE:
            yield from _telling_boxes(file, box.body, box.end)


def _is_mp3(file: BinaryIO) -> bool:
    """Whether frames of layer III follow each other, after an ID3 tag where there is one."""
    file.seek(0)
    tag = file.read(10)
    at = 0
    if tag[:3] == b"ID3" and len(tag) == 10:
        at = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(tag[6:10], (21, 14, 7, 0), strict=True))
    for _frame in range(_FRAMES_READ):
        file.seek(at)
        length = _frame_length(file.read(4))
        if not length:
            return False
        at += length
    return True


def _frame_length(header: bytes) -> int:
    """How many bytes the frame with this header has; 0 where it is none of layer III."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0 or (header[1] >> 1) & 3 != 1:
        return 0
    version, rate, sample = (header[1] >> 3) & 3, header[2] >> 4, (header[2] >> 2) & 3
    if version == 1 or rate in (0, 15) or sample == 3:
        return 0
    kilobits = (_RATES_1 if version == 3 else _RATES_2)[rate]
    return (144 if version == 3 else 72) * kilobits * 1000 // _SAMPLES[version][sample] + ((header[2] >> 1) & 1)


def _length(file: BinaryIO) -> int:
    return file.seek(0, 2)
