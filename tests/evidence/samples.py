"""Pictures and files made for the tests, honest and hostile."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import docx
import openpyxl
from PIL import ExifTags, Image, ImageDraw

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def scene(width: int = 640, height: int = 480, colour: str = "steelblue") -> Image.Image:
    """A picture whose upper left corner is white."""
    picture = Image.new("RGB", (width, height), colour)
    ImageDraw.Draw(picture).rectangle((0, 0, width // 4, height // 4), fill="white")
    return picture


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture's bytes in a format."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def jpeg(colour: str = "steelblue", **options: Any) -> bytes:
    """A small JPEG."""
    return saved(scene(colour=colour), "JPEG", **options)


def camera_jpeg(*, lon: float, lat: float, orientation: int = 1, private: str = "张三的手机") -> bytes:
    """A JPEG with a camera's notes: place, time in Chongqing, orientation and something private."""
    return saved(scene(), "JPEG", exif=_camera(lon, lat, orientation, private))


def _camera(lon: float, lat: float, orientation: int = 1, private: str = "") -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Artist] = private
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    detail[ExifTags.Base.DateTimeOriginal] = "2026:11:20 09:30:00"
    where = exif.get_ifd(ExifTags.IFD.GPSInfo)
    where[ExifTags.GPS.GPSLatitudeRef], where[ExifTags.GPS.GPSLatitude] = "N", _parts(lat)
    where[ExifTags.GPS.GPSLongitudeRef], where[ExifTags.GPS.GPSLongitude] = "E", _parts(lon)
    return exif


def dated_jpeg(taken: str | bytes, zone: str | None = None) -> bytes:
    """A JPEG whose camera wrote ``taken`` as its time."""
    exif = Image.Exif()
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    detail[ExifTags.Base.DateTimeOriginal] = taken
    if zone is not None:
        detail[ExifTags.Base.OffsetTimeOriginal] = zone
    return saved(scene(), "JPEG", exif=exif)


def _parts(degrees: float) -> tuple[float, float, float]:
    whole = int(degrees)
    minutes = (degrees - whole) * 60
    return float(whole), float(int(minutes)), round((minutes - int(minutes)) * 60, 4)


def heic() -> bytes:
    """A small HEIC."""
    return saved(scene(), "HEIF")


def camera_heic(*, lon: float, lat: float, width: int = 640, height: int = 480) -> bytes:
    """A HEIC with a camera's notes: place, and time in Chongqing."""
    return saved(scene(width, height), "HEIF", exif=_camera(lon, lat).tobytes())


def bomb_png(width: int = 12_000, height: int = 9_000) -> bytes:
    """A PNG of a few hundred kilobytes that claims 108 million pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)

    rows = zlib.compress(b"\0" * ((width // 8 + 1) * height), 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg_with_archive() -> bytes:
    """A JPEG that is also a ZIP with a script in it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("run.js", "alert(1)")
    return jpeg() + archive.getvalue()


def word() -> bytes:
    """A small DOCX."""
    document = docx.Document()
    document.add_paragraph("整改方案")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def excel() -> bytes:
    """A small XLSX."""
    book = openpyxl.Workbook()
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bomb_docx(megabytes: int = 60) -> bytes:
    """A DOCX of some sixty kilobytes whose document unpacks to ``megabytes``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"\0" * (megabytes * 1024 * 1024))
    return out.getvalue()


def archive_with(name: str, content: bytes = b"x") -> bytes:
    """A word-like package with one more member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<w/>")
        package.writestr(name, content)
    return out.getvalue()


def pdf(extra: bytes = b"") -> bytes:
    """A minimal PDF of one empty page."""
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R"
        + extra
        + b">>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n"
        b"trailer<</Root 1 0 R/Size 4>>\nstartxref\n0\n%%EOF\n"
    )
