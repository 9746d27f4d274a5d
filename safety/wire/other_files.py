"""What a file is that no register is read from, and the way on: people send what they have at hand."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath

from safety.text import N_, Text
from safety.wire import archives

_BEGIN = 1_000
_PACKED = N_("这是 RAR 或 7z 压缩包，请解压后上传其中的文件，或改用 ZIP")
_PICTURE = N_("这是照片或截图，请上传表格或地图数据的原文件（XLSX、CSV、GeoPackage 等）")
#: First bytes → what it is.
_BY_BEGIN: Mapping[bytes, str] = {
    b"%PDF-": N_("这是 PDF，请上传表格或地图数据的原文件（XLSX、CSV、GeoPackage 等）"),
    b"\xff\xd8\xff": _PICTURE,
    b"\x89PNG": _PICTURE,
    b"Rar!": _PACKED,
    b"7z\xbc\xaf": _PACKED,
    b"\x00\x00\x27\x0a": N_(
        "这是单独的 .shp 文件，请把 .shp、.shx、.dbf、.prj 等同名文件一起压缩成 ZIP 后上传"
    ),
}
_GPX = N_("这是 GPX 轨迹文件，请用 QGIS 等地图软件另存为 GeoPackage 或 KML 后再上传")
_MAPINFO = N_("这是 MapInfo 的数据，请用 QGIS 等地图软件另存为 GeoPackage 后再上传")
_WORD = N_("这是 Word 文档，请把其中的表格另存为 XLSX 后再上传")
_EMPTY = N_("压缩包里没有文件")
#: What is read when it comes by itself.
_BY_ITSELF = frozenset({".gpkg", ".geojson", ".json", ".geojsonl", ".fgb", ".xlsx", ".csv"})


def told(path: Path) -> Text | None:
    """A sentence on a file that is known and not read; None for one that may be a table."""
    with path.open("rb") as file:
        begin = file.read(_BEGIN)
    for first, words in _BY_BEGIN.items():
        if begin.startswith(first):
            return Text(words)
    if begin.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") and b"<gpx" in begin:
        return Text(_GPX)
    return _of_archive(path) if begin.startswith(b"PK") else None


def _of_archive(path: Path) -> Text | None:
    try:
        with archives.opened(path) as archive:
            names = [one for one in archive.namelist() if not _is_of_a_mac(one)]
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return None  # a damaged one is told as that where it is read
    if not names:
        return Text(_EMPTY)
    if _has(names, lambda one: one.startswith("word/")):
        return Text(_WORD)
    if _has(names, lambda one: PurePosixPath(one).suffix.lower() in {".tab", ".mif"}):
        return Text(_MAPINFO)
    alone = [one for one in names if PurePosixPath(one).suffix.lower() in _BY_ITSELF]
    if alone and "[Content_Types].xml" not in names:
        sentence = N_("压缩包里是 %(name)s，请解压后直接上传这个文件")
        return Text(sentence, name=PurePosixPath(alone[0]).name[:80])
    return None


def _is_of_a_mac(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name == ".DS_Store" or name.endswith("/")


def _has(names: Iterable[str], fits: Callable[[str], bool]) -> bool:
    return any(map(fits, names))
