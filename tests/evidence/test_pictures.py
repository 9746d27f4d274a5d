from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps, ImageStat

from safety.errors import Invalid
from safety.evidence import pictures
from safety.evidence.rules import Kind, believed, kind_of
from tests.evidence import samples
from tests.sizes import of_whole


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    "content",
    [
        samples.jpeg(),
        samples.saved(samples.scene(), "PNG"),
        samples.saved(samples.scene(), "WEBP"),
        samples.heic(),
    ],
)
def test_every_kind_of_picture_gets_a_shown_copy_and_a_thumbnail(content: bytes) -> None:
    kind = kind_of(content)
    seen = pictures.examine(content, kind)
    assert (seen.width, seen.height) == (640, 480)
    assert opened(pictures.thumbnail(content, kind)).size == (360, 270)
    shown = opened(pictures.shown_copy(content, kind))
    assert (shown.format, shown.size) == ("JPEG", (640, 480))


def test_a_large_photograph_is_shown_at_two_thousand_pixels() -> None:
    content = samples.saved(samples.scene(4000, 3000), "JPEG")
    assert opened(pictures.shown_copy(content, Kind.JPEG)).size == (2048, 1536)


def test_the_camera_tells_when_and_where() -> None:
    content = samples.camera_jpeg(lon=106.551234, lat=29.563456)
    notes = pictures.examine(content, Kind.JPEG).notes
    assert notes.taken_at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    assert notes.position is not None
    assert notes.position.lon == pytest.approx(106.551234, abs=1e-6)
    assert notes.position.lat == pytest.approx(29.563456, abs=1e-6)


def test_the_shown_copy_holds_nothing_but_pixels() -> None:
    content = samples.camera_jpeg(lon=106.5, lat=29.5)
    for copy in (pictures.shown_copy(content, Kind.JPEG), pictures.thumbnail(content, Kind.JPEG)):
        assert not opened(copy).getexif()
        assert "张三".encode() not in copy
        assert b"Exif" not in copy


def test_an_archive_behind_a_photograph_stays_behind() -> None:
    content = samples.jpeg_with_archive()
    assert b"run.js" in content
    assert b"run.js" not in pictures.shown_copy(content, Kind.JPEG)
    assert b"PK\x03\x04" not in pictures.thumbnail(content, Kind.JPEG)


def test_a_photograph_taken_upright_is_shown_upright() -> None:
    content = samples.camera_jpeg(lon=106.5, lat=29.5, orientation=6)
    seen = pictures.examine(content, Kind.JPEG)
    assert (seen.width, seen.height) == (480, 640)
    shown = opened(pictures.shown_copy(content, Kind.JPEG))
    assert shown.size == (480, 640)
    corner = shown.getpixel((470, 10))  # the white corner moved from upper left to upper right
    assert isinstance(corner, tuple)
    assert min(corner) > 200


def test_transparency_becomes_white_paper() -> None:
    signature = samples.saved(Image.new("RGBA", (300, 120), (0, 0, 0, 0)), "PNG")
    shown = opened(pictures.shown_copy(signature, Kind.PNG)).getpixel((5, 5))
    assert isinstance(shown, tuple)
    assert min(shown) > 250


def test_a_decompression_bomb_of_108_megapixels_is_an_error() -> None:
    bomb = samples.bomb_png()
    assert len(bomb) < 1024 * 1024
    with pytest.raises(Invalid) as refusal:
        pictures.examine(bomb, Kind.PNG)
    assert refusal.value.code == "decompression_bomb"


def test_a_photograph_that_claims_108_megapixels_is_refused_though_only_its_first_lines_are_tried() -> None:
    whole = bytearray(samples.saved(samples.scene(), "JPEG"))
    height = whole.index(b"\xff\xc0") + 5
    whole[height : height + 4] = (9_000).to_bytes(2, "big") + (12_000).to_bytes(2, "big")
    with pytest.raises(Invalid) as refusal:
        pictures.examine(bytes(whole), Kind.JPEG)
    assert refusal.value.code == "decompression_bomb"


@pytest.mark.parametrize("kept", [30, 300, 2000])
def test_a_photograph_cut_short_is_refused(kept: int) -> None:
    whole = samples.saved(samples.scene(), "JPEG", quality=95)
    with pytest.raises(Invalid) as refusal:
        pictures.examine(whole[: len(whole) - kept], Kind.JPEG)
    assert refusal.value.code == "damaged_file"


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"quality": 100}])
def test_a_photograph_is_whole_however_it_was_written_and_whatever_stands_behind_it(
    options: dict[str, Any],
) -> None:
    whole = samples.saved(samples.scene(), "JPEG", **options)
    for content in (whole, whole + b"PK\x03\x04 a second file"):
        picture = pictures.examine(content, Kind.JPEG)
        assert (picture.width, picture.height) == (640, 480)


@pytest.mark.parametrize("progressive", [False, True])
def test_a_photograph_without_its_tables_is_refused(progressive: bool) -> None:
    whole = samples.saved(samples.scene(), "JPEG", progressive=progressive)
    tables, frame = whole.index(b"\xff\xdb"), whole.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    with pytest.raises(Invalid) as refusal:
        pictures.examine(whole[:tables] + whole[frame:], Kind.JPEG)
    assert refusal.value.code == "damaged_file"


@pytest.mark.parametrize("marker", [b"\xff\xc4", b"\xff\xc2", b"\xff\xdb"])
def test_a_photograph_that_breaks_off_behind_its_first_lines_is_refused_before_it_is_kept(
    marker: bytes,
) -> None:
    """A tablet was told that it is kept, and nobody could ever look at it."""
    whole = bytearray(samples.saved(samples.scene(), "JPEG"))
    behind = len(whole) * 9 // 10
    whole[behind : behind + 4] = marker + b"\x00\x03"
    with pytest.raises(Invalid):
        pictures.examine(bytes(whole), Kind.JPEG)


@given(at=st.integers(0, 10_000), wrong=st.binary(min_size=1, max_size=20))
@settings(max_examples=of_whole(150), deadline=None)
def test_damage_anywhere_is_refused_or_leaves_a_photograph_that_can_be_shown(at: int, wrong: bytes) -> None:
    whole = bytearray(samples.saved(samples.scene(), "JPEG"))
    at %= len(whole)
    whole[at : at + len(wrong)] = wrong
    try:
        pictures.examine(bytes(whole), Kind.JPEG)
    except Invalid:
        return
    assert kind_of(pictures.thumbnail(bytes(whole), Kind.JPEG)) is Kind.JPEG


def test_words_with_the_first_bytes_of_a_photograph_are_refused() -> None:
    with pytest.raises(Invalid):
        pictures.examine(b"\xff\xd8\xff\xe0" + b"not a picture at all" * 50, Kind.JPEG)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_is_refused(kind: str) -> None:
    frames = [samples.scene(), samples.scene(colour="peru")]
    content = samples.saved(frames[0], kind, save_all=True, append_images=frames[1:])
    with pytest.raises(Invalid) as refusal:
        pictures.examine(content, kind_of(content))
    assert refusal.value.code == "unknown_kind"


#: Times as cameras and phones without a set clock, or of another make, write them.
ODD_TIMES = (
    "0001:01:01 00:00:00",
    "0000:00:00 00:00:00",
    "9999:12:31 23:59:59",
    "    :  :     :  :  ",
    "2026年11月20日",
    "",
)


@pytest.mark.parametrize("taken", ODD_TIMES)
@pytest.mark.parametrize("zone", [None, "+14:00", "-23:59", "+99:99", "北京"])
def test_a_photograph_is_kept_whatever_its_camera_wrote_as_its_time(taken: str, zone: str | None) -> None:
    notes = pictures.examine(samples.dated_jpeg(taken.encode(), zone), Kind.JPEG).notes
    when = believed(notes.taken_at, now=datetime(2026, 11, 23, 2, tzinfo=UTC))
    assert when is None
    assert notes.written in {taken.strip() or None, None}


@given(
    at=st.lists(st.tuples(st.integers(0, 600), st.integers(0, 255)), min_size=1, max_size=8),
    orientation=st.integers(0, 9),
)
@example(at=[(23, 1)], orientation=6)
@example(at=[(109, 2)], orientation=6)
@example(at=[(123, 1)], orientation=6)
@settings(max_examples=of_whole(150), deadline=None)
def test_notes_that_are_damaged_anywhere_leave_the_photograph_as_it_is(
    at: list[tuple[int, int]], orientation: int
) -> None:
    whole = bytearray(samples.camera_jpeg(lon=106.5, lat=29.5, orientation=orientation))
    start = whole.index(b"Exif\0\0")
    length = int.from_bytes(whole[start - 2 : start], "big") - 8
    for place, sign in at:
        whole[start + 6 + place % length] = sign
    seen = pictures.examine(bytes(whole), Kind.JPEG)
    assert {seen.width, seen.height} == {640, 480}
    assert kind_of(pictures.thumbnail(bytes(whole), Kind.JPEG)) is Kind.JPEG


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_shown_as_the_camera_meant_it(orientation: int) -> None:
    content = samples.camera_jpeg(lon=106.5, lat=29.5, orientation=orientation)
    meant = ImageOps.exif_transpose(opened(content))
    shown = opened(pictures.shown_copy(content, Kind.JPEG))
    assert shown.size == meant.size
    difference = ImageChops.difference(shown.convert("L"), meant.convert("L"))
    assert ImageStat.Stat(difference).mean[0] < 3


def test_malformed_notes_of_the_camera_count_as_none() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (200.0, 99.0, 99.0)
    exif.get_ifd(0x8769)[36867] = "yesterday"
    notes = pictures.examine(samples.jpeg(exif=exif), Kind.JPEG).notes
    assert notes == pictures.CameraNotes(written="yesterday")
