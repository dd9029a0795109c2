"""Taking in the files that lessons and questions show."""

import hashlib
import io
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.org.models import Unit
from unionhall.kernel.pictures import redraw
from unionhall.modules.learning.actions.files.pictured import Picture
from unionhall.modules.learning.actions.recognise import recognise, strip_film
from unionhall.modules.learning.actions.writing import must_write, note, plain
from unionhall.modules.learning.models import Media
from unionhall.modules.learning.queries.media import file_of, used_by, used_bytes

PIECE = 2**20  # bytes read at once


def add_media(by: Actor, *, unit: Unit, name: str, file: BinaryIO) -> Media:
    """Keep a picture, sound, film or PDF for ``unit``; the same file once more is the same one.

    Pictures are drawn anew (upright, at most 1600 pixels, JPEG or PNG, no metadata), of films the metadata is blanked;
    of MP3 and PDF it stays, since their readers need the structure around it.
    Raises Denied without the right to write there, Refused with a sentence for what can not be taken.
    """
    must_write(by, unit, None)
    found = recognise(file)
    if found is None:
        raise Refused(_("只收图片（JPG、PNG、GIF、WebP）、录音（MP3、M4A）、视频（MP4）和 PDF。这个文件不是"))
    size, most = file.seek(0, 2), settings.UNIONHALL_MEDIA_MB[found.kind.value]
    if size > most * 2**20:
        told = {"kind": found.kind.label, "most": most, "size": round(size / 2**20, 1)}
        raise Refused(_("%(kind)s最大 %(most)d MB，这个有 %(size)s MB。压缩以后再传") % told)
    media = Media(unit=unit, kind=found.kind, ending=found.ending, name=_shown_name(name), created=clock.now())
    if found.kind == Media.Kind.PICTURE:
        drawn, media.ending, media.width, media.height = redraw(file)
        _keep(io.BytesIO(drawn), media)
    else:
        _keep(file, media)
    return _stored(by, media)


def keep_picture(by: Actor, *, unit: Unit, picture: Picture) -> Media:
    """Keep a picture that was drawn anew already, as those of question files are. Raises as ``add_media``."""
    must_write(by, unit, None)
    media = Media(
        unit=unit,
        kind=Media.Kind.PICTURE,
        ending=picture.ending,
        name=_shown_name(picture.name),
        width=picture.width,
        height=picture.height,
        created=clock.now(),
    )
    _keep(io.BytesIO(picture.content), media)
    return _stored(by, media)


def _stored(by: Actor, media: Media) -> Media:
    """Its row, or that of the same file of the unit."""
    most = settings.UNIONHALL_UNIT_MEDIA_MB
    is_known = Media.objects.filter(unit=media.unit, sha256=media.sha256).exists()
    if not is_known and used_bytes(media.unit) + media.bytes > most * 2**20:
        _forget(media)
        told = {"most": most, "used": round(used_bytes(media.unit) / 2**20, 1)}
        raise Refused(_("本单位的图片和文件一共最多 %(most)d MB，已经用了 %(used)s MB。先删掉不用的再传") % told)
    with transaction.atomic():
        kept, is_new = Media.objects.get_or_create(
            unit=media.unit,
            sha256=media.sha256,
            defaults={
                field: getattr(media, field)
                for field in ("kind", "ending", "name", "bytes", "width", "height", "created")
            },
        )
        if is_new:
            note(by, "learning.media_added", media.unit, kept, kind=kept.kind)
    return kept


def delete_media(by: Actor, media: Media) -> None:
    """Throw a file away that nothing shows. Raises Denied, Refused with what still shows it."""
    must_write(by, media.unit, None)
    with transaction.atomic():
        media = Media.objects.select_for_update(of=("self",)).select_related("unit").get(pk=media.pk)
        if places := used_by(media):
            raise Refused(_("还在用，不能删：%(where)s") % {"where": _("、").join(places[:5])})
        note(by, "learning.media_deleted", media.unit, media, name=media.name)
        media.delete()
        transaction.on_commit(lambda: _forget(media))


def _forget(media: Media) -> None:
    """Remove what lies on the disk, unless another unit keeps the same file."""
    if not Media.objects.filter(sha256=media.sha256).exists():
        file_of(media.sha256, media.ending).unlink(missing_ok=True)


def _shown_name(name: str) -> str:
    """The file's own name without folders and ending."""
    last = plain(name).replace("\n", " ").replace("\\", "/").rpartition("/")[2]
    return (last.rpartition(".")[0] or last)[:120] or _("没有名字")


def _keep(file: BinaryIO, media: Media) -> None:
    """Write the file under the hash of what it holds, whole or not at all."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=folder, suffix=".part")
    path = Path(part)
    try:
        with os.fdopen(handle, "wb") as out:
            file.seek(0)
            while piece := file.read(PIECE):
                out.write(piece)
        if media.ending in ("mp4", "m4a"):
            strip_film(path)
        with path.open("rb") as kept:
            media.sha256, media.bytes = hashlib.file_digest(kept, "sha256").hexdigest(), kept.seek(0, 2)
            os.fsync(kept.fileno())
        target = file_of(media.sha256, media.ending)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(target)
    finally:
        path.unlink(missing_ok=True)
