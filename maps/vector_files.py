"""Vector files as GeoJSON: zipped Shapefiles, GeoPackages, KML and KMZ, read by GDAL.

What a file says of its coordinate system is followed, and its places come out in longitude and latitude.  A file
that says nothing, or whose degrees are those of a Chinese map service, is the business of whoever asks for the
datum.  GDAL gets a copy in a folder of its own under a plain name: no path of an archive is ever used.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any, Final

import geopandas
import numpy as np
import pyogrio
import pyproj.exceptions
import shapely
from shapely.geometry import GeometryCollection, MultiPoint
from shapely.geometry.base import BaseGeometry

from safety.errors import Invalid, TooLarge
from safety.text import N_, Text

MOST_FEATURES: Final = 50_000
LARGEST_FILE: Final = 64 * 1024 * 1024
_LARGEST_UNPACKED: Final = 256 * 1024 * 1024
_MOST_MEMBERS: Final = 1_000
_HEAD: Final = 4_096
_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
#: Columns that the KML reader adds to every placemark.
_KML_COLUMNS: Final = frozenset(
    {
        "id", "timestamp", "begin", "end", "altitudeMode", "tessellate",
        "extrude", "visibility", "drawOrder", "icon", "snippet",
    }
)  # fmt: skip
_WGS84: Final = 4326


class FileKind(StrEnum):
    """The kinds of file that hold places."""

    GEOJSON = "geojson"
    SHAPEFILE = "shapefile"
    GPKG = "gpkg"
    KML = "kml"
    KMZ = "kmz"


def kind_of(path: Path) -> FileKind | None:
    """What a file is by its content, whatever it is called; None when it is none of these."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD).removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] in {b"{", b"["}:
        return FileKind.GEOJSON
    if head.startswith(b"SQLite format 3\0"):
        return FileKind.GPKG
    if head.startswith(b"<") and b"<kml" in head:
        return FileKind.KML
    if not zipfile.is_zipfile(path):
        return None
    endings = {PurePosixPath(name).suffix.lower() for name in _names(path)}
    return FileKind.SHAPEFILE if ".shp" in endings else FileKind.KMZ if ".kml" in endings else None


def _names(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []


def read_document(path: Path) -> dict[str, Any]:
    """A file's places as a GeoJSON FeatureCollection in longitude and latitude (degrees).

    Raises:
        Invalid: it cannot be read, has several layers of places, or neither degrees nor a coordinate system
            (field ``file``).
        TooLarge: more than 50,000 places, or more than 64 MB (256 MB unpacked).
    """
    if path.stat().st_size > LARGEST_FILE:
        raise TooLarge
    kind = kind_of(path)
    if kind in {None, FileKind.GEOJSON}:
        raise _refused(N_("不是 Shapefile 压缩包、GeoPackage、KML 或 KMZ 文件"))
    with tempfile.TemporaryDirectory() as folder, _without_remarks():
        try:
            plain = _laid_out(path, FileKind(kind), Path(folder))
            frames = [_frame(plain, layer) for layer in _layers(plain, FileKind(kind))]
        except (
            pyogrio.errors.DataSourceError,
            pyogrio.errors.DataLayerError,
            pyogrio.errors.FeatureError,
        ) as error:
            raise _refused(N_("文件已损坏或不完整，无法读取")) from error
        except (UnicodeDecodeError, LookupError) as error:
            raise _refused(N_("文字编码无法识别，请另存为 UTF-8")) from error
    features = [feature for frame in frames for feature in _features(frame)]
    return {"type": "FeatureCollection", "features": features}


@contextmanager
def _without_remarks() -> Iterator[None]:
    """What GDAL remarks on (an open ring, a missing index) is judged by the geometry that comes out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _laid_out(path: Path, kind: FileKind, folder: Path) -> Path:
    """The file in ``folder`` under a plain name, archives unpacked: what GDAL is given to open."""
    if kind in {FileKind.GPKG, FileKind.KML}:
        plain = folder / f"places.{kind}"
        shutil.copyfile(path, plain)
        return plain
    try:
        with zipfile.ZipFile(path) as archive:
            wanted = _wanted(archive, (".kml",) if kind is FileKind.KMZ else _PARTS)
            for suffix, member in wanted.items():
                with archive.open(member) as packed, (folder / f"places{suffix}").open("wb") as plain_part:
                    _copy(packed, plain_part, member.file_size)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise _refused(N_("压缩包已损坏或有密码，无法读取")) from error
    return folder / ("places.kml" if kind is FileKind.KMZ else "places.shp")


def _copy(packed: Any, plain: Any, told: int) -> None:
    """Unpack a member, and not more than the archive told of it."""
    left = told
    while part := packed.read(min(1024 * 1024, left + 1)):
        left -= len(part)
        if left < 0:
            raise zipfile.BadZipFile("larger than told")
        plain.write(part)


def _wanted(archive: zipfile.ZipFile, suffixes: tuple[str, ...]) -> dict[str, zipfile.ZipInfo]:
    """The members to unpack, by suffix: those of the one Shapefile or the one KML in the archive."""
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS or sum(one.file_size for one in members) > _LARGEST_UNPACKED:
        raise TooLarge(N_("文件解压后过大"), code="unpacks_too_large")
    paths = [(PurePosixPath(one.filename), one) for one in members if not one.is_dir()]
    paths = [(name, one) for name, one in paths if not name.name.startswith(("._", "."))]
    chief = [name for name, _ in paths if name.suffix.lower() == suffixes[0]]
    if len(chief) > 1 and suffixes[0] == ".kml":
        chief = [name for name in chief if name.name.lower() == "doc.kml"] or chief
    if len(chief) != 1:
        raise _several([name.stem for name in chief])
    stem = chief[0].with_suffix("")
    found = {name.suffix.lower(): one for name, one in paths if name.with_suffix("") == stem}
    return {suffix: one for suffix, one in found.items() if suffix in suffixes}


def _layers(path: Path, kind: FileKind) -> list[str]:
    """The layers to read: the folders of a KML all together, of other files the only one."""
    layers = [str(name) for name, geometry in pyogrio.list_layers(path) if geometry is not None]
    if not layers:
        raise _refused(N_("文件里没有空间图层"))
    if len(layers) > 1 and kind not in {FileKind.KML, FileKind.KMZ}:
        raise _several(layers)
    if sum(int(pyogrio.read_info(path, layer=one)["features"]) for one in layers) > MOST_FEATURES:
        raise TooLarge
    return layers


def _frame(path: Path, layer: str) -> geopandas.GeoDataFrame:
    """A layer in longitude and latitude.

    Raises:
        Invalid: no coordinate system is told and the numbers are no degrees, or it cannot be converted.
    """
    frame = pyogrio.read_dataframe(path, layer=layer, encoding=_encoding(path), datetime_as_string=True)
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise _refused(N_("文件里没有空间图层"))
    if path.suffix == ".kml":
        frame = frame.drop(columns=[one for one in frame.columns if one in _KML_COLUMNS])
    if frame.crs is None:
        west, south, east, north = frame.total_bounds
        if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
            raise _refused(N_("文件没有写明坐标系，坐标也不是经纬度；请附上 .prj 文件后重新打包"))
        return frame
    try:
        return frame.to_crs(_WGS84)
    except pyproj.exceptions.ProjError as error:
        raise _refused(N_("文件的坐标系无法换算成经纬度")) from error


def _encoding(path: Path) -> str | None:
    """How the words of a Shapefile are written: as its .cpg says, else UTF-8 where they fit it, else GB 18030."""
    table = path.with_suffix(".dbf")
    if path.suffix != ".shp" or path.with_suffix(".cpg").exists() or not table.exists():
        return None
    try:
        table.read_bytes()[32:].decode("utf-8")
    except UnicodeDecodeError:
        return "GB18030"
    return "UTF-8"


def _features(frame: geopandas.GeoDataFrame) -> Iterator[dict[str, Any]]:
    properties = frame.drop(columns=frame.geometry.name)
    names = [str(one) for one in properties.columns]
    rows = properties.itertuples(index=False, name=None)
    for geometry, values in zip(frame.geometry, rows, strict=True):
        told = {name: _plain(value) for name, value in zip(names, values, strict=True)}
        yield {"type": "Feature", "properties": told, "geometry": _geometry(geometry)}


def _plain(value: Any) -> Any:
    """A cell as JSON has it: numbers of the machine as numbers, what is missing as nothing."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or (isinstance(value, float) and not np.isfinite(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool) else str(value)


def _geometry(geometry: BaseGeometry | None) -> Mapping[str, Any] | None:
    """A geometry as GeoJSON in two dimensions; a group of one is that one; None where there is none."""
    if geometry is None:
        return None
    flat: BaseGeometry = shapely.force_2d(geometry)
    if isinstance(flat, MultiPoint | GeometryCollection) and len(flat.geoms) == 1:
        flat = flat.geoms[0]
    if flat.is_empty or not np.isfinite(shapely.get_coordinates(flat)).all():
        return {"type": "Point", "coordinates": []}
    found: dict[str, Any] = json.loads(shapely.to_geojson(flat))
    return found


def _several(names: list[str]) -> Invalid:
    return _refused(
        Text(N_("文件里有多个图层（%(names)s），请只保留要导入的一个"), names="、".join(names[:20]))
    )


def _refused(sentence: str | Text) -> Invalid:
    return Invalid(sentence, code="unreadable", fields={"file": [sentence]})
