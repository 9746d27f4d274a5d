"""What workplaces need of geography, handed in by the composition root: safety never imports maps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol, cast

from flask import current_app


@dataclass(frozen=True)
class DistrictNames:
    """A dated edition of districts without its outlines: names by six-digit code."""

    name: str
    valid_from: date
    source: str
    names: Mapping[str, str]


class Geography(Protocol):
    """Districts, datums and outlines."""

    def district_names(self, on: date) -> DistrictNames:
        """The edition of districts that is used on a day."""

    def district_at(self, lon: float, lat: float, on: date) -> str | None:
        """The six-digit code of the district that holds a WGS 84 point on a day, or None."""

    def distance_to_district_m(self, lon: float, lat: float, code: str | None, on: date) -> float | None:
        """How far a WGS 84 point lies outside a district (None: the nearest one), in metres; None for one unknown."""

    def to_wgs84(self, lon: float, lat: float, datum: str) -> tuple[float, float]:
        """A point of another datum in WGS 84."""

    def outline_to_wgs84(
        self, outline: Mapping[str, Any], datum: str
    ) -> tuple[dict[str, Any], tuple[float, float]]:
        """A GeoJSON polygon in WGS 84, repaired where that is safe, and a point inside it.

        Raises:
            Invalid: it is no polygon or cannot be repaired (field ``outline``).
        """

    def guess_datum(self, points: list[tuple[float, float, str | None]]) -> tuple[str | None, float]:
        """Which datum points with stated districts probably have (None: cannot tell), and how sure (0 to 1)."""

    def layers_of(self, path: Path) -> list[str]:
        """The layers of a file among which to choose, the largest first; none where there is nothing to choose."""

    def to_degrees(self, easting: float, northing: float, projection: str) -> tuple[float, float]:
        """Longitude and latitude (CGCS2000) of metres in a zone of ``PROJECTIONS``."""

    def names_system(self, path: Path, layer: str | None = None) -> bool:
        """Whether a file says in which coordinate system it is: its places then come in by that."""

    def links_left(self, path: Path, layer: str | None = None) -> list[str]:
        """Where a KML or KMZ says that more places are, and nothing was read: outside it, or missing in it."""

    def read_features(self, path: Path, layer: str | None = None) -> list[dict[str, Any]]:
        """A file's features as rows: their properties, with ``lon``, ``lat`` or ``outline``, in degrees.

        ``layer`` chooses among several; ``open_ring`` marks an outline that was not closed.  Metres in a system that the file does not name come as they stand.

        Raises:
            Invalid: it cannot be read (field ``file``).
            TooLarge: more than 50,000 features.
        """

    def feature_format(self, path: Path) -> str | None:
        """``geojson``, ``shapefile``, ``gpkg``, ``kml`` or ``kmz`` by a file's content; None for a table."""


def geography() -> Geography:
    """The application's geography."""
    return cast(Geography, current_app.extensions["geography"])
