"""The smallest files of each kind, made in the program, for tests."""

import io
import struct
from typing import Any

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(how: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: Any) -> io.BytesIO:
    """A red picture."""
    out = io.BytesIO()
    colour: Any = (200, 30, 30, 128)[: len(mode)] if mode in ("RGB", "RGBA") else 1
    Image.new(mode, size, colour).save(out, how, **options)
    return out


def box(name: bytes, body: bytes) -> bytes:
    """A box of an MP4."""
    return struct.pack(">I", 8 + len(body)) + name + body


def mp4(brand: bytes = b"isom", track: bytes = b"vide", codec: bytes = b"avc1", place: bytes = b"") -> io.BytesIO:
    """An MP4 that has its boxes and nothing to play; ``place`` is where it was taken."""
    told = box(b"udta", box(b"\xa9xyz", place)) if place else b""
    moov = box(b"moov", box(b"trak", box(b"hdlr", b"\0" * 8 + track) + box(b"stsd", codec)) + told)
    return io.BytesIO(box(b"ftyp", brand + b"\0\0\2\0") + moov + box(b"mdat", b"film" * 30))


def mp3(frames: int = 6, tag: bytes = b"") -> io.BytesIO:
    """Silent frames of 128 kbit/s at 44.1 kHz, after an ID3 tag that holds ``tag``."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    head = b"ID3\x04\0\0" + bytes((0, 0, len(tag) >> 7, len(tag) & 127)) + tag if tag else b""
    return io.BytesIO(head + frame * frames)
