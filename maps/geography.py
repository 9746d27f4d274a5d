"""What the register needs of geography, in one object: ``app.py`` hands it in, safety imports no maps.

Geospatial libraries are loaded when a file of features, an outline or a point in a district is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from maps import boundaries, coordinates, file_kinds
from maps.coordinates import Datum
from safety.workplaces.geography import DistrictNames


class Geography:
    """Districts, datums and outlines, as ``safety.workplaces.geography.Geography`` asks for them."""

    def district_names(self, on: date) -> DistrictNames:
        """The edition of districts that is used on a day."""
        edition = boundaries.edition_on(on)
        return DistrictNames(edition.name, edition.valid_from, edition.source, edition.names)

    def district_at(self, lon: float, lat: float, on: date) -> str | None:
        """The six-digit code of the district that holds a WGS 84 point on a day, or None."""
        return boundaries.district_at(lon, lat, on=on)

    def distance_to_district_m(self, lon: float, lat: float, code: str | None, on: date) -> float | None:
        """How far a WGS 84 point lies outside a district (None: the nearest one), in metres; None for one unknown."""
        return boundaries.distance_to_district_m(lon, lat, code, on=on)

    def to_wgs84(self, lon: float, lat: float, datum: str) -> tuple[float, float]:
        """A point of another datum in WGS 84."""
        return coordinates.to_wgs84(lon, lat, Datum(datum))

    def outline_to_wgs84(
        self, outline: Mapping[str, Any], datum: str
    ) -> tuple[dict[str, Any], tuple[float, float]]:
        """A GeoJSON polygon in WGS 84, repaired where that is safe, and a point inside it."""
        from maps import imports

        return imports.outline_to_wgs84(outline, Datum(datum))

    def guess_datum(self, points: list[tuple[float, float, str | None]]) -> tuple[str | None, float]:
        """Which datum points (with stated district codes, where known) probably have, and how sure that is."""
        newest = boundaries.atlas()
        guess = coordinates.detect_datum(
            ((lon, lat, code) for lon, lat, code in points if abs(lon) <= 180 and abs(lat) <= 90),
            lambda lon, lat: newest.district_at(lon, lat, on=date.max),
        )
        return (guess.datum.value if guess.datum else None), guess.confidence

    def to_degrees(self, easting: float, northing: float, projection: str) -> tuple[float, float]:
        """Longitude and latitude (CGCS2000) of metres in a zone of ``safety.workplaces.projections``."""
        from maps import projections

        return projections.to_degrees(easting, northing, projection)

    def names_system(self, path: Path, layer: str | None = None) -> bool:
        """Whether a file says in which coordinate system it is."""
        from maps import geojson_systems, vector_files

        if file_kinds.kind_of(path) is file_kinds.FileKind.GEOJSON:
            return geojson_systems.names_system(path)
        return vector_files.names_system(path, layer)

    def links_left(self, path: Path, layer: str | None = None) -> list[str]:
        """Where a KML or KMZ says that more places are, and nothing was read."""
        from maps import vector_files

        return vector_files.links_left(path, layer)

    def read_features(self, path: Path, layer: str | None = None) -> list[dict[str, Any]]:
        """A file's features as rows: their properties, with ``lon``, ``lat`` or ``outline``."""
        from maps import imports

        return imports.read_features(path, layer)

    def layers_of(self, path: Path) -> list[str]:
        """The layers among which to choose, the largest first; none where there is nothing to choose."""
        from maps import vector_files

        return vector_files.layers_of(path)

    def feature_format(self, path: Path) -> str | None:
        """Which kind of file of features it is, by its content; None for a table or anything else."""
        return file_kinds.kind_of(path)
