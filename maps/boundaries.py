"""Which district a position lies in, on a day: dated editions of outlines that an administrator can replace."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app, has_app_context

from maps.editions import Edition, Outline, edition_as_geojson, read_edition
from safety.law.positions import distance_m

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: The outlines that come with the program.
SHIPPED = Path(__file__).parent / "data" / "chongqing_districts_2017.geojson"
_EXTENSION = "qunjian_atlas"


class Finder:
    """Finds the district at a position among some outlines."""

    def __init__(self, outlines: Mapping[str, Outline]) -> None:
        import shapely

        areas: list[BaseGeometry] = [outline.area for outline in outlines.values()]
        shapely.prepare(areas)
        self._codes, self._tree = tuple(outlines), shapely.STRtree(areas)

    def district_at(self, lon: float, lat: float) -> str | None:
        """The code of the district at a WGS 84 position, or None outside all of them."""
        import shapely

        found = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        # On a common border both neighbours answer; the lower code is taken, always the same.
        return min((self._codes[position] for position in found), default=None)


class Atlas:
    """The shipped edition and those an administrator has added to ``folder``, oldest first.

    The folder is looked at again whenever it changes, so that a running server follows a command.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._seen: tuple[tuple[str, int], ...] | None = None
        self._editions: tuple[Edition, ...] = ()
        self._finders: dict[str, Finder] = {}

    @property
    def editions(self) -> Sequence[Edition]:
        """All editions, oldest first; of two for the same day the added one counts."""
        stamp = self._stamp()
        if stamp != self._seen:
            by_day = {edition.valid_from: edition for edition in [shipped_edition(), *self._added()]}
            self._editions = tuple(by_day[day] for day in sorted(by_day))
            self._finders = {}
            self._seen = stamp
        return self._editions

    def edition_on(self, on: date) -> Edition:
        """The newest edition valid by ``on``, else the newest there is."""
        valid = [edition for edition in self.editions if edition.valid_from <= on]
        return (valid or list(self.editions))[-1]

    def district_at(self, lon: float, lat: float, *, on: date) -> str | None:
        """The code of the district at a WGS 84 position, or None outside all of them."""
        if not (isfinite(lon) and isfinite(lat)):
            return None
        edition = self.edition_on(on)
        if edition.name not in self._finders:
            self._finders[edition.name] = Finder(edition.outlines)
        return self._finders[edition.name].district_at(lon, lat)

    def _stamp(self) -> tuple[tuple[str, int], ...]:
        if self._folder is None or not self._folder.is_dir():
            return ()
        found = [path for path in self._folder.glob("*.geojson") if path.is_file()]
        return tuple(sorted((path.name, path.stat().st_mtime_ns) for path in found))

    def _added(self) -> list[Edition]:
        if self._folder is None or not self._folder.is_dir():
            return []
        return [read_edition(path) for path in sorted(self._folder.glob("*.geojson"))]


def atlas() -> Atlas:
    """The atlas of the running application, or the shipped edition alone without one."""
    if not has_app_context():
        return _shipped_atlas()
    found = current_app.extensions.get(_EXTENSION)
    if not isinstance(found, Atlas):
        found = current_app.extensions[_EXTENSION] = Atlas(editions_folder())
    return found


def editions_folder() -> Path:
    """Where the running application keeps the editions that were imported."""
    data_dir: Path = current_app.config["SETTINGS"].data_dir
    return data_dir / "boundaries"


def edition_on(on: date) -> Edition:
    """The newest edition valid by ``on``, else the newest there is.

    Its ``name`` says which; ``maps.wording.warning_of(edition, on)`` is the sentence to show where the real districts of that day are
    known to be others than these.
    """
    return atlas().edition_on(on)


def district_at(lon: float, lat: float, *, on: date) -> str | None:
    """The six-digit code of the district at a WGS 84 position in the edition of ``on``; None outside all.

    Near a border this is a suggestion: outlines are coarse, and a person can overrule it.  Where
    ``edition_on(on).is_outdated_on(on)`` the code is one of districts that were others on that day; a district that
    no edition knows has no code here.
    """
    return atlas().district_at(lon, lat, on=on)


def distance_to_district_m(lon: float, lat: float, code: str | None, *, on: date) -> float | None:
    """How far a point lies outside a district (None: outside all), in metres, 0 within it; None for one unknown.

    Measured to the nearest point of the coarse outline, found in degrees.
    """
    from shapely import Point
    from shapely.ops import nearest_points

    outlines = edition_on(on).outlines
    wanted = [one for name, one in outlines.items() if code in {None, name}]
    point = Point(lon, lat)
    found = [nearest_points(one.area, point)[0] for one in wanted]
    return min((distance_m(lon, lat, one.x, one.y) for one in found), default=None)


def district_names(on: date) -> Mapping[str, str]:
    """Names by code in the edition of ``on``."""
    return edition_on(on).names


def write_edition(edition: Edition, folder: Path) -> Path:
    """Write an edition to ``folder`` under an unfinished name; drop the last suffix to put it to use.

    Both names lie in one folder, so that the edition appears whole or not at all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps(edition_as_geojson(edition), ensure_ascii=False).encode()
    name = f"{edition.valid_from.isoformat()}-{hashlib.sha256(content).hexdigest()[:12]}.geojson"
    unfinished = folder / (name + ".part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return unfinished


@lru_cache(maxsize=1)
def shipped_edition() -> Edition:
    """The edition that comes with the program."""
    return read_edition(SHIPPED)


@lru_cache(maxsize=1)
def _shipped_atlas() -> Atlas:
    return Atlas()
