"""The pictures of question files: drawn anew as all media are, or refused by name."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from urllib.parse import unquote

from django.conf import settings
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Refused
from unionhall.kernel.pictures import redraw

MOST_PICTURES = 100  # of a file
_DATA = re.compile(r"^data:image/[\w.+-]{1,40};base64,(.*)$", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a file calls and holds it; once it is drawn anew, with its ending and its size in pixels."""

    name: str
    content: bytes
    ending: str = ""
    width: int = 0
    height: int = 0


@dataclass(slots=True)
class Drawing:
    """Draws the pictures of one file, the same one once. ``of`` raises Refused with the picture's name and why."""

    done: dict[str, Picture] = field(default_factory=dict)

    def of(self, pictures: Sequence[Picture | None]) -> tuple[Picture | None, ...]:
        """The same pictures as they will be kept."""
        return tuple(self._drawn(each) if each else None for each in pictures)

    def _drawn(self, picture: Picture) -> Picture:
        key = sha256(picture.content).hexdigest()
        if key not in self.done:
            if len(self.done) == MOST_PICTURES:
                raise Refused(_("一个文件最多带 %(most)d 张图，分成几个文件再导") % {"most": MOST_PICTURES})
            self.done[key] = _draw(picture)
        return self.done[key]


def _draw(picture: Picture) -> Picture:
    most = settings.UNIONHALL_MEDIA_MB["picture"]
    told = {"name": picture.name[:60], "most": most}
    if len(picture.content) > most * 2**20:
        raise Refused(_("图片“%(name)s”超过 %(most)d MB，缩小再放进去") % told)
    try:
        content, ending, width, height = redraw(BytesIO(picture.content))
    except Refused as refused:
        why = _("图片“%(name)s”没收：%(why)s") % {**told, "why": refused}
        raise Refused(why) from refused
    return Picture(picture.name, content, ending, width, height)


def from_base64(name: str, said: str) -> Picture:
    """A picture that is written as text. What is no base64 becomes an empty one, which is refused when it is drawn."""
    try:
        return Picture(name, base64.b64decode("".join(said.split()), validate=True))
    except (binascii.Error, ValueError):
        return Picture(name, b"")


def from_address(address: str) -> Picture | None:
    """The picture that an address holds itself (``data:``); None for one that only says where it is."""
    found = _DATA.match(address.strip())
    return from_base64(_("题里的图"), unquote(found[1])) if found else None
