"""Pictures made small enough for an old phone, drawn anew so that nothing else of the file is handed on."""

import io
import warnings
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from unionhall.kernel.actor import Refused

LONGEST_SIDE = 1600  # pixels
MOST_PIXELS = 50_000_000  # a phone's best photograph; more is a bomb
QUALITY = 80
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")


def redraw(file: IO[bytes], longest: int = LONGEST_SIDE) -> tuple[bytes, str, int, int]:
    """A picture upright, at most ``longest`` pixels long, without any metadata: its bytes, ending, width and height.

    Photographs become JPEG; drawings, and what is transparent, PNG. Raises Refused for what is no picture, is damaged
    or unfolds to more than MOST_PIXELS.
    """
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=FORMATS) as found:
                if found.width * found.height > MOST_PIXELS:
                    raise Refused(_("这张图太大（%(w)d × %(h)d），缩小再传") % {"w": found.width, "h": found.height})
                is_photograph = found.format == "JPEG"
                found.draft("RGB", (longest, longest))  # a JPEG is read at half its size where that does
                upright = ImageOps.exif_transpose(found)
                is_clear = "A" in upright.getbands() or "transparency" in upright.info
                drawn = upright.convert("RGBA" if is_clear else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(_("这张图太大，缩小再传")) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning) as error:
        raise Refused(_("这张图打不开，可能坏了。换一张，或者截个图再传")) from error
    drawn.thumbnail((longest, longest))
    bare = Image.new(drawn.mode, drawn.size)
    bare.paste(drawn)
    as_png = b"" if is_photograph else _bytes(bare, "PNG", optimize=True)
    as_jpeg = b"" if is_clear else _bytes(bare, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    if as_png and (not as_jpeg or len(as_png) <= len(as_jpeg)):
        return as_png, "png", *bare.size
    return as_jpeg, "jpg", *bare.size


def _bytes(picture: Image.Image, how: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, how, **options)
    return out.getvalue()
