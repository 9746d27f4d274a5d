"""Vector files as GeoJSON: zipped Shapefiles, GeoPackages, GML, KML and KMZ, read by GDAL.

What a file says of its coordinate system is followed, and its places come out in longitude and latitude.  A file
that says nothing, or whose degrees are those of a Chinese map service, is the business of whoever asks for the
datum.  GDAL gets a copy in a folder of its own under a plain name: no path of an archive is ever used.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any, Final

import geopandas
import pyogrio
import pyproj.exceptions
import shapely

from maps.contents import is_flatgeobuf, is_gml, is_kml, is_plain_geopackage, is_shapefile, without_links
from maps.file_kinds import FileKind, kind_of
from maps.file_words import BYTES, encoding_of, name_plainly, reread
from maps.frames import features_of
from maps.open_rings import OPEN, open_rings
from maps.projections import refuses_conversion
from safety.wire import archives

MOST_FEATURES: Final = 50_000
LARGEST_FILE: Final = 64 * 1024 * 1024
_LARGEST_UNPACKED: Final = 256 * 1024 * 1024
_MOST_MEMBERS: Final = 1_000
_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
#: Columns that the KML reader adds to every placemark.
_KML_COLUMNS: Final = frozenset(
    {
        "id", "timestamp", "begin", "end", "altitudeMode", "tessellate",
        "extrude", "visibility", "drawOrder", "icon", "snippet",
    }
)  # fmt: skip
_HREF: Final = re.compile(rb"<href>\s*([^<]+?)\s*</href>")
_LINK: Final = re.compile(rb"<NetworkLink\b.*?</NetworkLink>", re.DOTALL)
#: How the KML are called to which the chief one of an archive links.
_LINKED: Final = "linked"
_WGS84: Final = 4326
_GDAL_FAULTS: Final = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.GeometryError,
    shapely.errors.GEOSException,
)


class Fault(StrEnum):
    """Why a file is not read."""

    OTHER_KIND = "neither a zipped Shapefile nor a GeoPackage, GML, KML or KMZ file"
    DAMAGED = "the file is damaged or incomplete"
    BAD_ARCHIVE = "the archive is damaged or has a password"
    ENCODING = "the words are in no known encoding"
    NO_LAYER = "the file has no layer of places"
    SEVERAL_LAYERS = "the file has several layers; keep only the one to import"
    NO_SYSTEM = "no coordinate system is named and the numbers are no degrees; add the .prj file"
    OTHER_SYSTEM = "the coordinate system cannot be converted to degrees"
    OLD_SYSTEM = "Xi'an 80 or Beijing 54: no exact conversion is public; ask for CGCS2000"
    TOO_LARGE = "the file is too large"
    UNPACKS_TOO_LARGE = "the file unpacks to too much"


class UnusableFileError(ValueError):
    """A file that is not read, with the names of its layers where they are the matter."""

    def __init__(self, fault: Fault, names: Sequence[str] = ()) -> None:
        super().__init__(f"{fault} ({', '.join(names)})" if names else str(fault))
        self.fault, self.names = fault, tuple(names)


#: Kinds that are one plain file, and what GDAL knows it by.
_WHOLE: Final = {
    FileKind.GPKG: ".gpkg",
    FileKind.KML: ".kml",
    FileKind.FLATGEOBUF: ".fgb",
    FileKind.GML: ".gml",
}
#: Kinds of which one of several layers may be chosen by its name.
_LAYERED: Final = frozenset({FileKind.GPKG, FileKind.GML})


def layers_of(path: Path) -> list[str]:
    """The layers of places among which to choose, the largest first; none where there is nothing to choose.

    The Shapefiles of an archive, or the layers of a GeoPackage or GML; the folders of a KML are read together.  A file that
    cannot be read has none: why is told by reading it.
    """
    kind, sizes = kind_of(path), dict[str, int]()
    if kind is FileKind.SHAPEFILE:
        with archives.opened(path) as archive:
            sizes = {
                name.stem: one.file_size for name, one in _members(archive) if name.suffix.lower() == ".shp"
            }
    elif kind in _LAYERED and path.stat().st_size <= LARGEST_FILE:
        faults = (*_GDAL_FAULTS, UnusableFileError)
        with tempfile.TemporaryDirectory() as folder, _without_remarks(), suppress(*faults):
            plain = _laid_out(path, kind, Path(folder))
            _refuse_disguise(plain)
            sizes = {
                name: int(pyogrio.read_info(plain, layer=name)["features"]) for name in _with_places(plain)
            }
    return sorted(sizes, key=lambda name: -sizes[name]) if len(sizes) > 1 else []


def names_system(path: Path, layer: str | None = None) -> bool:
    """Whether a Shapefile, GeoPackage, FlatGeobuf or GML says in which coordinate system it is; False of one that cannot be read."""
    kind = kind_of(path)
    if kind not in {FileKind.SHAPEFILE, FileKind.FLATGEOBUF, *_LAYERED}:
        return False
    with tempfile.TemporaryDirectory() as folder, _without_remarks():
        try:
            plain = _laid_out(path, kind, Path(folder), layer)
            _refuse_disguise(plain)
            return any(_info(plain, one)["crs"] is not None for one in _layers(plain, kind, layer))
        except (*_GDAL_FAULTS, UnusableFileError):
            return False


def read_document(path: Path, layer: str | None = None, *, unnamed: bool = False) -> dict[str, Any]:
    """A file's places as a GeoJSON FeatureCollection in longitude and latitude (degrees).

    ``layer`` chooses among ``layers_of``; with ``unnamed`` metres in a system that the file does not name come as they stand.

    Raises:
        UnusableFileError: it cannot be read, has several layers of places, neither degrees nor a coordinate
            system, more than 50,000 places, or more than 64 MB (256 MB unpacked).
    """
    if path.stat().st_size > LARGEST_FILE:
        raise UnusableFileError(Fault.TOO_LARGE)
    kind = kind_of(path)
    if kind in {None, FileKind.GEOJSON}:
        raise UnusableFileError(Fault.OTHER_KIND)
    with tempfile.TemporaryDirectory() as folder, _without_remarks():
        try:
            plain = _laid_out(path, FileKind(kind), Path(folder), layer)
            frames = [
                frame
                for one in (plain, *sorted(plain.parent.glob(f"{_LINKED}*")))
                for frame in _frames(one, FileKind(kind), layer, unnamed=unnamed)
            ]
        except _GDAL_FAULTS as error:
            raise UnusableFileError(Fault.DAMAGED) from error
        except (UnicodeDecodeError, LookupError) as error:
            raise UnusableFileError(Fault.ENCODING) from error
    if not frames:
        raise UnusableFileError(Fault.NO_LAYER)
    features = [feature for frame in frames for feature in _marked(frame)]
    if len(features) > MOST_FEATURES:
        raise UnusableFileError(Fault.TOO_LARGE)
    return {"type": "FeatureCollection", "features": features}


def _marked(frame: geopandas.GeoDataFrame) -> Iterator[dict[str, Any]]:
    """The features of a layer; those with a ring that was not closed say so by a member of their own."""
    is_open = frame.pop(OPEN)
    for feature, one in zip(features_of(frame), is_open, strict=True):
        yield feature | {OPEN: True} if one else feature


def _frames(plain: Path, kind: FileKind, layer: str | None, *, unnamed: bool) -> list[geopandas.GeoDataFrame]:
    """The layers of a plain file; a KML of a KMZ may hold nothing but links to the others."""
    _refuse_disguise(plain)
    names = name_plainly(plain) if plain.suffix == ".kml" else {}
    if kind is FileKind.KMZ and not _with_places(plain):
        return []
    frames = [_frame(plain, one, names) for one in _layers(plain, kind, layer)]
    return [frame if unnamed and frame.crs is None else _in_degrees(frame) for frame in frames]


@contextmanager
def _without_remarks() -> Iterator[None]:
    """What GDAL remarks on (an open ring, a missing index) is judged by the geometry that comes out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _laid_out(path: Path, kind: FileKind, folder: Path, layer: str | None = None) -> Path:
    """The file in ``folder`` under a plain name, archives unpacked: what GDAL is given to open."""
    if kind in _WHOLE:
        plain = folder / f"places{_WHOLE[kind]}"
        if kind is FileKind.GML:
            plain.write_bytes(without_links(path.read_bytes()))
        else:
            shutil.copyfile(path, plain)
        return plain
    try:
        with archives.opened(path) as archive:
            wanted = _wanted(archive, (".kml",) if kind is FileKind.KMZ else _PARTS, layer)
            for suffix, member in wanted.items():
                with archive.open(member) as packed, (folder / f"places{suffix}").open("wb") as plain_part:
                    _copy(packed, plain_part, member.file_size)
            if kind is FileKind.KMZ:
                _lay_out_linked(archive, PurePosixPath(wanted[".kml"].filename), folder)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnusableFileError(Fault.BAD_ARCHIVE) from error
    return folder / ("places.kml" if kind is FileKind.KMZ else "places.shp")


def _lay_out_linked(archive: zipfile.ZipFile, chief: PurePosixPath, folder: Path) -> None:
    """The other KML of an archive to which its chief one links: map programs put a layer into each."""
    members = {str(name): one for name, one in _members(archive) if name.suffix.lower() == ".kml"}
    links = _HREF.findall((folder / "places.kml").read_bytes())
    named = [str(chief.parent / link.decode("utf-8", "replace")) for link in dict.fromkeys(links)]
    for number, name in enumerate(one for one in named if one in members and one != str(chief)):
        with archive.open(members[name]) as packed, (folder / f"{_LINKED}{number:04}.kml").open("wb") as part:
            _copy(packed, part, members[name].file_size)


def links_left(path: Path, layer: str | None = None) -> list[str]:
    """Where a KML or KMZ says that more places are, and nothing was read: outside it, missing, or linked by a linked one."""
    kind = kind_of(path)
    if kind not in {FileKind.KML, FileKind.KMZ}:
        return []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        chief = _links(_laid_out(path, kind, folder, layer))
        further = [link for one in sorted(folder.glob(f"{_LINKED}*")) for link in _links(one)]
    if kind is FileKind.KMZ:
        with archives.opened(path) as archive:
            beside = PurePosixPath(_wanted(archive, (".kml",), layer)[".kml"].filename).parent
            inside = {str(one) for one, _ in _members(archive) if one.suffix.lower() == ".kml"}
        chief = [link for link in chief if str(beside / link) not in inside]
    return list(dict.fromkeys([*chief, *further]))


def _links(plain: Path) -> list[str]:
    """The addresses of other KML in one, in order."""
    found = [link for one in _LINK.findall(plain.read_bytes()) for link in _HREF.findall(one)]
    return [link.decode("utf-8", "replace") for link in found]


def _refuse_disguise(plain: Path) -> None:
    """Let GDAL open nothing but what the name says; see ``maps.contents``."""
    sound = {
        ".shp": is_shapefile,
        ".kml": is_kml,
        ".gpkg": is_plain_geopackage,
        ".fgb": is_flatgeobuf,
        ".gml": is_gml,
    }[plain.suffix]
    if not plain.exists() or not sound(plain):
        raise UnusableFileError(Fault.DAMAGED)


def _copy(packed: Any, plain: Any, told: int) -> None:
    """Unpack a member, and not more than the archive told of it."""
    left = told
    while part := packed.read(min(1024 * 1024, left + 1)):
        left -= len(part)
        if left < 0:
            raise zipfile.BadZipFile("larger than told")
        plain.write(part)


def _members(archive: zipfile.ZipFile) -> list[tuple[PurePosixPath, zipfile.ZipInfo]]:
    """The files of an archive with their paths, without those that systems hide."""
    paths = [(PurePosixPath(one.filename), one) for one in archive.infolist() if not one.is_dir()]
    return [(name, one) for name, one in paths if not name.name.startswith(("._", "."))]


def _wanted(
    archive: zipfile.ZipFile, suffixes: tuple[str, ...], layer: str | None
) -> dict[str, zipfile.ZipInfo]:
    """The members to unpack, by suffix: those of the one or the chosen Shapefile, or of the one KML."""
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS or sum(one.file_size for one in members) > _LARGEST_UNPACKED:
        raise UnusableFileError(Fault.UNPACKS_TOO_LARGE)
    paths = _members(archive)
    chief = [name for name, _ in paths if name.suffix.lower() == suffixes[0]]
    if layer is not None:
        chief = [name for name in chief if name.stem == layer] or chief
    if len(chief) > 1 and suffixes[0] == ".kml":
        chief = [name for name in chief if name.name.lower() == "doc.kml"] or chief
    if len(chief) != 1:
        raise UnusableFileError(Fault.SEVERAL_LAYERS, [name.stem for name in chief])
    stem = chief[0].with_suffix("")
    found = {name.suffix.lower(): one for name, one in paths if name.with_suffix("") == stem}
    return {suffix: one for suffix, one in found.items() if suffix in suffixes}


def _with_places(path: Path) -> list[str]:
    return [str(name) for name, geometry in pyogrio.list_layers(path) if geometry is not None]


def _layers(path: Path, kind: FileKind, layer: str | None) -> list[str]:
    """The layers to read: the folders of a KML all together, of other files the only one, or the chosen one."""
    layers = _with_places(path)
    if layer in layers and kind in _LAYERED:
        layers = [layer]
    if not layers:
        raise UnusableFileError(Fault.NO_LAYER)
    if len(layers) > 1 and kind not in {FileKind.KML, FileKind.KMZ}:
        raise UnusableFileError(Fault.SEVERAL_LAYERS, layers)
    if sum(int(_info(path, one)["features"]) for one in layers) > MOST_FEATURES:
        raise UnusableFileError(Fault.TOO_LARGE)
    return layers


def _info(path: Path, layer: str) -> dict[str, Any]:
    """What GDAL says of a layer; a heading that the format cut amid a character is no fault of it."""
    found: dict[str, Any] = pyogrio.read_info(path, layer=layer, encoding=_read_as(path))
    return found


def _read_as(path: Path) -> str | None:
    return BYTES if path.suffix == ".shp" else None


def _frame(path: Path, layer: str, names: Mapping[str, str]) -> geopandas.GeoDataFrame:
    """A layer as it stands; a ring that is not closed is closed and marked, ``names`` are those of plain fields."""
    frame = pyogrio.read_dataframe(
        path,
        layer=layer,
        encoding=_read_as(path),
        datetime_as_string=True,
        on_invalid="fix",
    )
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise UnusableFileError(Fault.NO_LAYER)
    if path.suffix == ".shp":
        frame = reread(frame, encoding_of(path))
    if path.suffix == ".kml":
        empty = [one for one in ("Name", "Description") if one in frame and not any(map(_says, frame[one]))]
        frame = frame.drop(columns=[*empty, *(one for one in frame.columns if one in _KML_COLUMNS)])
        frame = frame.rename(columns=dict(names))
    frame[OPEN] = open_rings(path, layer, _read_as(path))
    return frame


def _in_degrees(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """A layer in longitude and latitude.

    Raises:
        UnusableFileError: no coordinate system is told and the numbers are no degrees, or it cannot be converted.
    """
    if frame.crs is None:
        west, south, east, north = frame.total_bounds
        if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
            raise UnusableFileError(Fault.NO_SYSTEM)
        return frame
    if refuses_conversion(frame.crs):
        raise UnusableFileError(Fault.OLD_SYSTEM)
    try:
        return frame.to_crs(_WGS84)
    except pyproj.exceptions.ProjError as error:
        raise UnusableFileError(Fault.OTHER_SYSTEM) from error


def _says(cell: Any) -> bool:
    return isinstance(cell, str) and bool(cell.strip())
