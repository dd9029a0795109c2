"""Files are taken for what they hold, kept without what tells of their makers, and sent as players ask."""

import contextlib
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.lanes_client import LanesClient
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.actions.recognise import recognise
from unionhall.modules.learning.models import Media
from unionhall.modules.learning.tests.conftest import SYSTEM, Hall
from unionhall.modules.learning.tests.media_files import PDF, box, mp3, mp4, picture
from unionhall.modules.learning.tests.test_desk import signed_in


@pytest.fixture
def shelf(hall: Hall, settings: Any, tmp_path: Path) -> Hall:
    """The hall with a folder of its own."""
    settings.MEDIA_ROOT = tmp_path
    return hall


def add(hall: Hall, file: io.BytesIO, name: str = "图.png") -> Media:
    return actions.add_media(SYSTEM, unit=hall.federation, name=name, file=file)


def stored(media: Media) -> bytes:
    return queries.file_of(media.sha256, media.ending).read_bytes()


@pytest.mark.parametrize(
    ("file", "kind", "ending"),
    [
        (picture("PNG"), "picture", "png"),
        (picture("JPEG"), "picture", "jpg"),
        (picture("GIF", mode="P"), "picture", "png"),
        (picture("WEBP", mode="RGBA"), "picture", "png"),
        (mp3(), "audio", "mp3"),
        (mp3(tag=b"x" * 300), "audio", "mp3"),
        (mp4(b"M4A ", b"soun", b"mp4a"), "audio", "m4a"),
        (mp4(), "video", "mp4"),
        (io.BytesIO(PDF), "document", "pdf"),
    ],
)
def test_a_file_is_what_it_holds_whatever_it_is_called(shelf: Hall, file: io.BytesIO, kind: str, ending: str) -> None:
    media = add(shelf, file, "工资表.exe")
    assert (media.kind, media.ending, media.name) == (kind, ending, "工资表")
    assert media.url == f"/media/{media.sha256}/{kind}.{ending}"
    assert media.bytes == len(stored(media))


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"MZ\x90\0 a program",
        b"PK\x03\x04 a zip",
        b"\xff\xd8\xff not a picture after all",
        b"\x89PNG\r\n\x1a\n<script>",
        b"%PDF-1.4 cut off",
        PDF.replace(b"<<>>", b"<</Encrypt 1>>"),
        PDF.replace(b"<<>>", b"<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"),
        b"ID3\x04\0\0\0\0\0\x05hello nothing",
        b"\xff\xfb\x90\x00 one frame only",
        box(b"ftyp", b"isom"),
        mp4(b"qt  ").getvalue(),
        mp4(codec=b"hvc1").getvalue(),
        mp4(brand=b"heic").getvalue(),
    ],
)
def test_anything_else_is_refused_with_a_sentence(shelf: Hall, file: bytes) -> None:
    with pytest.raises(Refused) as refused:
        add(shelf, io.BytesIO(file))
    assert refused.value.reasons[0].text
    assert not Media.objects.exists()
    assert not [path for path in queries.file_of("00", "x").parents[2].rglob("*") if path.is_file()]


@given(st.binary(max_size=200), st.sampled_from([b"", b"\0\0\0\x18ftyp", b"\xff\xfb\x90", b"%PDF-", b"ID3"]))
def test_no_bytes_break_the_recognising(tail: bytes, head: bytes) -> None:
    with contextlib.suppress(Refused):
        recognise(io.BytesIO(head + tail))


def test_a_picture_is_drawn_anew_upright_and_small(shelf: Hall) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a telling camera"
    exif.get_ifd(0x8825)[1] = "N"
    media = add(shelf, picture("JPEG", (3200, 1000), exif=exif.tobytes(), comment=b"secret place"))
    with Image.open(io.BytesIO(stored(media))) as kept:
        assert (kept.size, kept.format) == ((media.width, media.height), "JPEG")
        assert kept.size == (500, 1600)
        assert not kept.getexif()
    assert b"telling" not in stored(media)
    assert b"secret" not in stored(media)


def test_a_bomb_is_refused(shelf: Hall) -> None:
    with pytest.raises(Refused):
        add(shelf, picture("PNG", (9000, 9000), mode="1"))


def test_a_film_keeps_its_bytes_in_place_but_not_where_it_was_taken(shelf: Hall) -> None:
    file = mp4(place=b"+39.9042+116.4074/")
    kept = stored(add(shelf, file))
    assert len(kept) == len(file.getvalue())
    assert b"39.9042" not in kept
    assert kept.endswith(b"film" * 30)


def test_too_large_is_refused_by_the_setting(shelf: Hall, settings: Any) -> None:
    settings.UNIONHALL_MEDIA_MB = {**settings.UNIONHALL_MEDIA_MB, "document": 1}
    with pytest.raises(Refused, match="最大 1 MB"):
        add(shelf, io.BytesIO(PDF.replace(b"endobj", b"endobj" + b" " * 2**20)))


def test_the_same_file_is_kept_once_a_unit(shelf: Hall) -> None:
    first, second = add(shelf, picture()), add(shelf, picture(), "另一个名字.png")
    assert first == second
    other = actions.add_media(SYSTEM, unit=shelf.unit, name="x.png", file=picture())
    assert (other.sha256, other.pk != first.pk) == (first.sha256, True)


def test_only_authors_add_files(shelf: Hall) -> None:
    with pytest.raises(Denied):
        actions.add_media(Actor.nobody(), unit=shelf.unit, name="x.png", file=picture())
    assert not queries.media(Actor.nobody()).exists()


def test_a_file_is_sent_to_everybody_with_its_type_and_may_be_kept(shelf: Hall) -> None:
    media, client = add(shelf, picture()), LanesClient()
    answer = client.get(media.url)
    assert b"".join(answer.streaming_content) == stored(media)  # type: ignore[arg-type]
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    assert "Vary" not in answer.headers
    assert client.get(media.url, HTTP_IF_NONE_MATCH=answer.headers["ETag"]).status_code == 304


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=5-", 5, None), ("bytes=-7", -7, None), ("bytes=3-99999", 3, None)],
)
def test_players_get_the_part_they_ask_for(shelf: Hall, asked: str, first: int, last: int | None) -> None:
    media = add(shelf, mp3())
    whole = stored(media)
    answer = LanesClient().get(media.url, HTTP_RANGE=asked)
    part = whole[first:] if last is None else whole[first : last + 1]
    assert answer.status_code == 206
    assert b"".join(answer.streaming_content) == part  # type: ignore[arg-type]
    start = len(whole) + first if first < 0 else first
    assert answer.headers["Content-Range"] == f"bytes {start}-{start + len(part) - 1}/{len(whole)}"
    assert answer.headers["Content-Length"] == str(len(part))


def test_a_part_that_is_not_there_and_ranges_nobody_needs(shelf: Hall) -> None:
    media, client = add(shelf, mp3()), LanesClient()
    assert client.get(media.url, HTTP_RANGE="bytes=999999-").status_code == 416
    assert client.get(media.url, HTTP_RANGE="bytes=-0").status_code == 416
    for whole in ("bytes=0-1,4-5", "lines=1-2", "bytes=a-b"):
        assert client.get(media.url, HTTP_RANGE=whole).status_code == 200
    changed = client.get(media.url, HTTP_RANGE="bytes=0-1", HTTP_IF_RANGE='"another"')
    assert changed.status_code == 200


@pytest.mark.parametrize("name", ["picture.exe", "picture", "picture.jpg", "..%2f..%2fkeys.json", ".."])
def test_nothing_but_kept_files_is_sent(shelf: Hall, name: str) -> None:
    media = add(shelf, picture())
    assert LanesClient().get(f"/media/{media.sha256}/{name}").status_code == 404
    assert LanesClient().get(f"/media/{'0' * 64}/picture.png").status_code == 404
    assert LanesClient().get("/media/../picture.png").status_code == 404


def test_an_author_sends_a_file_from_the_editor_and_from_the_page(shelf: Hall, lanes_client: Client) -> None:
    client = signed_in(lanes_client, shelf.federation)
    upload = SimpleUploadedFile("头盔.png", picture().getvalue())
    told = client.post("/desk/learning/media/", {"file": upload}, headers={"accept": "application/json"}).json()
    assert told == {"url": Media.objects.get().url, "kind": "picture", "name": "头盔"}
    page = client.get("/desk/learning/media/").content.decode()
    assert told["url"] in page
    wrong = client.post("/desk/learning/media/", {"file": SimpleUploadedFile("a.png", b"<svg>")})
    assert wrong.status_code == 422
    assert "这个文件不是" in wrong.content.decode()
    none = client.post("/desk/learning/media/", headers={"accept": "application/json"})
    assert (none.status_code, none.json()["text"]) == (422, "选一个文件")


def test_a_unit_has_so_much_room_and_the_same_file_takes_none(shelf: Hall, settings: Any) -> None:
    file = io.BytesIO(PDF.replace(b"endobj", b"endobj" + b" " * 2**20))
    settings.UNIONHALL_UNIT_MEDIA_MB = 2
    first = add(shelf, file)
    assert add(shelf, file) == first
    with pytest.raises(Refused, match=r"一共最多 2 MB，已经用了 1\.0 MB"):
        add(shelf, io.BytesIO(file.getvalue() + b"\n%"))
    assert len(list(Path(settings.MEDIA_ROOT).rglob("*.pdf"))) == 1
    assert actions.add_media(SYSTEM, unit=shelf.unit, name="x.pdf", file=file).pk != first.pk  # another unit's room


def test_what_nothing_shows_can_be_deleted_and_nothing_else(shelf: Hall, lanes_client: Client) -> None:
    client = signed_in(lanes_client, shelf.federation)
    free, in_lesson, in_question = (add(shelf, picture(size=(20 + n, 20))) for n in range(3))
    actions.write_lesson(SYSTEM, unit=shelf.federation, title="看图", sections=[("一", f"![x]({in_lesson.url})")])
    actions.write_question(
        SYSTEM,
        unit=shelf.federation,
        given=actions.Given("true_false", "对？", ("对", "不对"), (0,), picture=in_question.pk),
    )
    for media, why in ((in_lesson, "课《看图》"), (in_question, "1 道题")):
        with pytest.raises(Refused, match=why):
            actions.delete_media(SYSTEM, media)
        assert why in client.get(reverse("learning:media_delete", args=[media.pk])).content.decode()
        assert stored(media)
    other = actions.add_media(SYSTEM, unit=shelf.unit, name="x.png", file=picture(size=(20, 20)))
    with pytest.raises(Denied):
        actions.delete_media(Actor.nobody(), free)
    client.post(reverse("learning:media_delete", args=[free.pk]))
    assert not Media.objects.filter(pk=free.pk).exists()
    assert stored(other)  # the other unit keeps the same file
