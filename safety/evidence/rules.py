"""What may be kept as evidence: kinds told from the bytes themselves, limits, and hostile files.

A file's name and declared type are never believed.  Plain Python: no picture library, no clock.
"""

from __future__ import annotations

import math
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from safety.errors import Invalid, TooLarge
from safety.text import N_, Sentence, Text
from safety.wire import archives

MEBIBYTE = 1024 * 1024
LARGEST_FILE = 25 * MEBIBYTE
LARGEST_UNPACKED = 200 * MEBIBYTE
#: A part of an office document that unpacks to more than this many times its size is a bomb.
GREATEST_RATIO = 200
LONGEST_NAME = 120
#: From here on the position in the photograph and the device's own differ enough to be looked at.
FLAGGED_METRES = 300.0
EARTH_RADIUS_METRES = 6_371_008.8
#: Exif 1.0 is of October 1995; a clock that was never set begins at 1970, 1980 or the year 1.
FIRST_CAMERAS = datetime(1995, 1, 1, tzinfo=UTC)
#: So much is kept of what a camera wrote as its time, where that is none.
LONGEST_WRITTEN = 40


class Kind(StrEnum):
    """A kind of evidence file; the value is the media type it is kept and served under."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.HEIC})
LABELS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.JPEG: N_("照片（JPEG）"),
        Kind.PNG: N_("图片（PNG）"),
        Kind.WEBP: N_("图片（WebP）"),
        Kind.HEIC: N_("照片（HEIC）"),
        Kind.PDF: N_("PDF 文件"),
        Kind.DOCX: N_("Word 文档"),
        Kind.XLSX: N_("Excel 表格"),
    }
)
EXTENSIONS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.JPEG: "jpg",
        Kind.PNG: "png",
        Kind.WEBP: "webp",
        Kind.HEIC: "heic",
        Kind.PDF: "pdf",
        Kind.DOCX: "docx",
        Kind.XLSX: "xlsx",
    }
)

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
_EXECUTABLES = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
# Only what stands there in plain sight, for a quick answer; ``pdfs`` walks every object.
_PDF_ACTIVE = (b"/JavaScript", b"/Launch", b"/RichMedia")


@dataclass(frozen=True)
class Position:
    """A place on the earth in WGS 84 degrees, with its accuracy in metres where it is known."""

    lon: float
    lat: float
    accuracy: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no place: not finite, out of range, or (0, 0), which devices send for *unknown*."""
        numbers = [self.lon, self.lat] + ([] if self.accuracy is None else [self.accuracy])
        wrong = not all(math.isfinite(number) for number in numbers)
        if wrong or abs(self.lon) > 180 or abs(self.lat) > 90 or (self.lon == 0 and self.lat == 0):
            raise Invalid(fields={"position": [Text(N_("位置不是有效的经纬度"))]})
        if self.accuracy is not None and self.accuracy < 0:
            raise Invalid(fields={"position": [Text(N_("定位精度不能为负数"))]})


def distance_metres(one: Position, other: Position) -> float:
    """The great-circle distance between two positions, in metres."""
    lat_one, lat_other = math.radians(one.lat), math.radians(other.lat)
    half_lat = math.sin((lat_other - lat_one) / 2)
    half_lon = math.sin(math.radians(other.lon - one.lon) / 2)
    chord = half_lat**2 + math.cos(lat_one) * math.cos(lat_other) * half_lon**2
    return 2 * EARTH_RADIUS_METRES * math.asin(min(1.0, math.sqrt(chord)))


def is_flagged(distance: float | None, accuracy: float | None) -> bool:
    """Whether the photograph's own position lies suspiciously far from the device's (metres)."""
    return distance is not None and distance > FLAGGED_METRES + (accuracy or 0.0)


def believed(taken_at: datetime | None, *, now: datetime) -> datetime | None:
    """The camera's time where it can be one: no digital camera is older, none photographs the future.

    A day is allowed for cameras whose clock stands on another zone.
    """
    if taken_at is None or taken_at < FIRST_CAMERAS or taken_at > now + timedelta(days=1):
        return None
    return taken_at


def refuse(sentence: Sentence, code: str) -> Invalid:
    """The refusal of a file, told at the field ``file``."""
    return Invalid(sentence, code=code, fields={"file": [sentence]})


def check_size(length: int, limit: int = LARGEST_FILE) -> None:
    """Refuse an empty file and one over ``limit`` bytes.

    Raises:
        Invalid: nothing was sent.
        TooLarge: more than ``limit`` bytes.
    """
    if length == 0:
        raise refuse(Text(N_("文件是空的")), "empty_file")
    if length > limit:
        raise TooLarge(Text(N_("文件超过 %(n)s MB，请压缩后再上传"), n=limit // MEBIBYTE))


def kind_of(content: bytes) -> Kind:
    """The kind of ``content``, told from its first bytes (and, for office files, from its parts).

    Raises:
        Invalid: nothing that is kept here, or a file made to harm.
    """
    if _EICAR in content[: 64 * 1024]:
        raise refuse(Text(N_("文件含有病毒测试特征，已拒绝")), "malicious_file")
    if content.startswith(_EXECUTABLES):
        raise refuse(Text(N_("不能上传程序文件")), "malicious_file")
    kind = _by_signature(content)
    if kind is None and content.startswith(b"PK\x03\x04"):
        kind = _office_kind(content)
    if kind is None:
        raise refuse(_why_not(content), "unknown_kind")
    if kind is Kind.PDF:
        _check_pdf(content)
    return kind


def _by_signature(content: bytes) -> Kind | None:
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Kind.WEBP
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return Kind.HEIC
    return Kind.PDF if content.startswith(b"%PDF-") else None


def _why_not(content: bytes) -> Text:
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        return Text(N_("不接受 SVG 图形，请拍照或导出为 JPEG、PNG"))
    if start.startswith((b"<!doctype", b"<html", b"<script", b"<?xml")):
        return Text(N_("不接受网页或 XML 文件"))
    if start.startswith((b"gif87a", b"gif89a")):
        return Text(N_("不接受 GIF 动画，请使用 JPEG 或 PNG"))
    return Text(N_("不是可以识别的图片或文件，只接受 JPEG、PNG、WebP、HEIC、PDF、DOCX、XLSX"))


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-2048:]:
        raise refuse(Text(N_("PDF 文件不完整")), "damaged_file")
    if any(word in content for word in _PDF_ACTIVE):
        raise refuse(Text(N_("PDF 含有脚本或自动执行的内容，请另存为普通 PDF 后再上传")), "malicious_file")


def _office_kind(content: bytes) -> Kind | None:
    """DOCX or XLSX by the parts of the package, judged from its directory before anything is unpacked."""
    try:
        with archives.opened(content) as package:
            members = package.infolist()
    except archives.TooManyNamesError as error:
        raise _bomb() from error
    except (zipfile.BadZipFile, ValueError, EOFError, OSError) as error:
        raise refuse(Text(N_("压缩包已损坏")), "damaged_file") from error
    check_members(members)
    names = {member.filename for member in members}
    if any(name.endswith("vbaProject.bin") for name in names):
        raise refuse(Text(N_("不接受带宏的文档")), "malicious_file")
    if "[Content_Types].xml" not in names:
        return None
    if "word/document.xml" in names:
        return Kind.DOCX
    return Kind.XLSX if "xl/workbook.xml" in names else None


def _bomb() -> Invalid:
    return refuse(Text(N_("压缩包解开后过大，已拒绝")), "decompression_bomb")


def check_members(members: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive whose directory already promises a bomb or a path out of its folder.

    Raises:
        Invalid: too many members, too much unpacked, a ratio no document has, or an unsafe name.
    """
    total = sum(member.file_size for member in members)
    bomb = total > LARGEST_UNPACKED
    for member in members:
        ratio = member.file_size / max(member.compress_size, 1)
        bomb = bomb or (member.file_size > MEBIBYTE and ratio > GREATEST_RATIO)
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or member.filename.startswith(("/", "\\")) or "\0" in member.filename:
            raise refuse(Text(N_("压缩包内的文件名不安全")), "malicious_file")
        if member.flag_bits & 0x1:
            raise refuse(Text(N_("不接受加密的文档")), "unknown_kind")
    if bomb:
        raise _bomb()


def neutral_name(declared: str | None, kind: Kind) -> str:
    r"""The declared name without folders, control characters and signs that mislead; with the true ending.

    ``"../x\x00.svg"`` declared for a JPEG becomes ``"x.jpg"``.
    """
    last = _last_part(declared)
    stem = last.rsplit(".", 1)[0] if "." in last else last
    kept = "".join(sign for sign in stem if sign.isprintable() and sign not in "<>:\"|?*%;'`$").strip(" .")
    return f"{kept[: LONGEST_NAME - 6] or 'file'}.{EXTENSIONS[kind]}"


def shown_name(declared: str | None) -> str:
    """The declared name as it is told to whoever sent it: without folders and signs that cannot be seen."""
    return "".join(sign for sign in _last_part(declared) if sign.isprintable())[:LONGEST_NAME]


def _last_part(declared: str | None) -> str:
    return (declared or "").replace("\\", "/").rsplit("/", 1)[-1].replace("\0", "")
