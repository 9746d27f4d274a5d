"""Names of columns in the reader's language for a GeoPackage: its *schema* extension, which GDAL and QGIS show."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

_TABLES = (
    """CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
    name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT,
    CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))""",
    """CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (constraint_name TEXT NOT NULL,
    constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC,
    max_is_inclusive BOOLEAN, description TEXT,
    CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))""",
    """CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT,
    extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
    CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))""",
)
_DEFINITION = "http://www.geopackage.org/spec121/#extension_schema"
_EXTENDED = ("gpkg_data_columns", "gpkg_data_column_constraints")


def name_columns(path: Path, heading: Callable[[str], str]) -> None:
    """Give every column and layer of a GeoPackage the heading that ``heading`` has for its name, where it is another."""
    with closing(sqlite3.connect(path)) as opened, opened:
        for statement in _TABLES:
            opened.execute(statement)
        opened.executemany(
            "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_schema', ?, 'read-write')",
            [(name, _DEFINITION) for name in _EXTENDED],
        )
        for (layer,) in opened.execute("SELECT table_name FROM gpkg_contents").fetchall():
            opened.execute(
                "UPDATE gpkg_contents SET identifier = ? WHERE table_name = ?", (heading(layer), layer)
            )
            columns = [row[0] for row in opened.execute("SELECT name FROM pragma_table_info(?)", (layer,))]
            named = [(layer, name, heading(name)) for name in columns if heading(name) != name]
            # ``name`` is unique in a layer, ``title`` need not be: a code and its word share a heading.
            opened.executemany(
                "INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES (?, ?, ?, ?)",
                [(layer, column, _distinct(title, column, named), title) for layer, column, title in named],
            )


def _distinct(title: str, column: str, named: list[tuple[str, str, str]]) -> str:
    """The heading, with the column's own name behind it where another column has the same."""
    same = [name for _layer, name, other in named if other == title]
    return title if same[-1] == column else f"{title} ({column})"
