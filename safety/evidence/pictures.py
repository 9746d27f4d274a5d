"""Photographs: proving that bytes are a picture, reading what the camera noted, making harmless copies.

What is shown is always re-encoded here, so that nothing but pixels reaches a reader: no EXIF, no
trailing archive, no script.  The original is kept byte for byte elsewhere.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, UnidentifiedImageError

from safety.errors import Invalid
from safety.evidence.rules import LONGEST_WRITTEN, PICTURES, Kind, Position, refuse
from safety.text import N_, Text

MOST_PIXELS = 50_000_000
SHOWN_EDGE = 2048
PRINTED_EDGE = 1200
THUMBNAIL_EDGE = 360
SHOWN_QUALITY = 85
THUMBNAIL_QUALITY = 75
_OPENERS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP", Kind.HEIC: "HEIF"}
_CHINA = timezone(timedelta(hours=8))
#: How a picture is turned by the orientation that its camera wrote (Exif 2.32, tag 274); 1 is upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = frozenset({5, 6, 7, 8})
#: What reading notes that a camera wrote wrongly, or that were damaged on their way, may end in.
_MALFORMED = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)

pillow_heif.register_heif_opener()


@dataclass(frozen=True)
class CameraNotes:
    """What the camera wrote into the file: when (aware) and where; each may be absent.

    ``written`` is its time word for word, also where that is no time.
    """

    taken_at: datetime | None = None
    position: Position | None = None
    written: str | None = None


@dataclass(frozen=True)
class Picture:
    """A proven picture: kind, size as a person sees it (orientation applied), the camera's notes."""

    kind: Kind
    width: int
    height: int
    notes: CameraNotes


def examine(content: bytes, kind: Kind) -> Picture:
    """Prove that ``content`` is a whole picture that can be decoded, and read the camera's notes.

    A JPEG is decoded whole, at an eighth of its size: a tablet's upload does not wait for copies that nobody has asked
    for yet.

    Raises:
        Invalid: no picture, a damaged one, an animation, or more than 50 million pixels.
    """
    with _opened(content, kind) as picture:
        notes = _notes(picture)
        width, height = picture.width, picture.height
        turned = _orientation(picture) in _SIDEWAYS
        picture.draft("L", (1, 1))
        picture.load()
    return Picture(kind, *((height, width) if turned else (width, height)), notes)


def thumbnail(content: bytes, kind: Kind) -> bytes:
    """The small copy for lists: JPEG, upright, at most 360 pixels an edge, pixels only.

    Raises:
        Invalid: as ``examine``.
    """
    with _opened(content, kind) as picture:
        picture.draft("RGB", (THUMBNAIL_EDGE, THUMBNAIL_EDGE))
        return _encoded(picture, THUMBNAIL_EDGE, THUMBNAIL_QUALITY)


def shown_copy(content: bytes, kind: Kind, edge: int = SHOWN_EDGE) -> bytes:
    """The copy for readers: JPEG, upright, at most ``edge`` pixels wide and high, pixels only.

    Raises:
        Invalid: as ``examine``.
    """
    with _opened(content, kind) as picture:
        return _encoded(picture, edge, SHOWN_QUALITY)


@contextmanager
def _opened(content: bytes, kind: Kind) -> Iterator[Image.Image]:
    if kind not in PICTURES:
        raise refuse(Text(N_("不是图片")), "not_a_picture")
    try:
        with warnings.catch_warnings():
            # What Pillow only warns of (from 89 megapixels on, damaged EXIF) must not pass as a picture
            # or, being a mere note, must not stop one.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[_OPENERS[kind]]) as picture:
                _check(picture)
                yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, RuntimeError) as error:
        raise refuse(Text(N_("图片已损坏或不完整，无法读取")), "damaged_file") from error


def _check(picture: Image.Image) -> None:
    _check_pixels(picture.width, picture.height)
    # A portrait photograph in HEIC or a camera's JPEG may carry a second frame (a depth map); an
    # animation comes as PNG or WebP.
    if picture.format in {"PNG", "WEBP"} and getattr(picture, "n_frames", 1) > 1:
        raise refuse(Text(N_("不接受动画图片")), "unknown_kind")


def _check_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> Invalid:
    return refuse(Text(N_("图片超过 %(n)s 万像素，已拒绝"), n=MOST_PIXELS // 10_000), "decompression_bomb")


def _orientation(picture: Image.Image) -> int:
    """The camera's orientation (1 to 8); 1 where it wrote none or nonsense."""
    try:
        written = picture.getexif().get(ExifTags.Base.Orientation, 1)
    except _MALFORMED:
        return 1
    return written if isinstance(written, int) and 1 <= written <= len(_TURNS) + 1 else 1


def _upright(picture: Image.Image) -> Image.Image:
    """As a person sees it.  Pillow's own ``exif_transpose`` writes the notes anew and fails on malformed ones."""
    turn = _TURNS.get(_orientation(picture))
    return picture.transpose(turn) if turn is not None else picture


def _encoded(picture: Image.Image, edge: int, quality: int) -> bytes:
    upright = _upright(picture)
    upright.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
    flat = _without_transparency(upright)
    # A fresh image holds pixels only: whatever else the file carried stays behind.
    clean = Image.new("RGB", flat.size)
    clean.paste(flat)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _without_transparency(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        coloured = picture.convert("RGBA")
        ground = Image.new("RGBA", coloured.size, "white")
        return Image.alpha_composite(ground, coloured).convert("RGB")
    return picture.convert("RGB")


def _notes(picture: Image.Image) -> CameraNotes:
    """The camera's notes; a malformed note counts as none, since it never decides anything alone."""
    try:
        exif = picture.getexif()
        detail, where = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except _MALFORMED:
        return CameraNotes()
    written = _words(detail.get(ExifTags.Base.DateTimeOriginal))
    zone = _words(detail.get(ExifTags.Base.OffsetTimeOriginal))
    return CameraNotes(_moment(written, zone), _position(where), written or None)


def _words(value: Any) -> str:
    """A note as one line of printable signs; blank where the camera filled in nothing but colons and spaces."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
    line = "".join(sign for sign in text if sign.isprintable()).strip()[:LONGEST_WRITTEN]
    return line if line.strip(": ") else ""


def _moment(written: str, zone: str) -> datetime | None:
    """A time in a camera's own spelling; without a zone, or with one that is none, it is Chongqing's."""
    try:
        moment = datetime.strptime(written, "%Y:%m:%d %H:%M:%S").replace(tzinfo=_CHINA)
    except ValueError:
        return None
    with suppress(ValueError):
        moment = datetime.strptime(written + zone, "%Y:%m:%d %H:%M:%S%z") if zone else moment
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None


def _position(where: dict[int, Any]) -> Position | None:
    tags = ExifTags.GPS
    try:
        lat = _degrees(where[tags.GPSLatitude], str(where[tags.GPSLatitudeRef]), "S")
        lon = _degrees(where[tags.GPSLongitude], str(where[tags.GPSLongitudeRef]), "W")
        accuracy = where.get(tags.GPSHPositioningError)
        return Position(lon, lat, float(accuracy) if accuracy is not None else None)
    except (*_MALFORMED, Invalid):
        return None


def _degrees(parts: Any, side: str, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if side.strip("\0 ").upper() == negative else value
