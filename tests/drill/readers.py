"""Files as other programs read them: a paper's text, a sheet's rows, the sites of a map.

Nothing of the application is used here: what only its own code can read is not whole.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import docx
import openpyxl
import pyogrio
from PIL import Image

from tests import machine

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: The sheet that says how an export was made.
STATEMENTS: Final = ("说明", "About")

Rows = list[list[Any]]


class UnreadableError(Exception):
    """Another program cannot read the file, or finds nothing in it."""


@dataclass(frozen=True)
class Content:
    """What another program found: ``text`` of a paper or page, ``sheets`` of a workbook, ``sites`` of a map."""

    kind: str
    text: str = ""
    sheets: Mapping[str, Rows] = field(default_factory=dict)
    sites: int | None = None
    features: int = 0
    members: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def flat(self) -> str:
        """The text without blanks: programs break lines where they like."""
        return "".join(self.text.split())

    @property
    def rows(self) -> int:
        """Rows below the heading of the first sheet."""
        first = next((rows for name, rows in self.sheets.items() if name not in STATEMENTS), [])
        return max(0, len(first) - 1)

    def __str__(self) -> str:
        """In a few words."""
        if self.sites is not None:
            return f"{self.kind} with {self.sites} places"
        if self.sheets:
            return f"{self.kind} with " + ", ".join(f"{name} {len(of)}" for name, of in self.sheets.items())
        if self.members:
            return f"{self.kind} with {len(self.members)} files"
        return f"{self.kind} with {len(self.text)} characters"


def read(body: bytes, media_type: str) -> Content:
    """The content of a downloaded file.

    Raises:
        UnreadableError: the program that reads such files refuses it, or it is empty.
    """
    kind = media_type.partition(";")[0].strip().lower()
    if not body:
        raise UnreadableError(f"an empty file of {kind}")
    reader = READERS.get(kind) or (_picture if kind.startswith("image/") else _text)
    try:
        return reader(body)
    except UnreadableError:
        raise
    except Exception as problem:
        raise UnreadableError(f"{kind}: {type(problem).__name__}: {problem}") from problem


def _pdf(body: bytes) -> Content:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(body)
        file.flush()
        done = subprocess.run(
            [machine.program("pdftotext"), "-q", "-enc", "UTF-8", file.name, "-"],
            capture_output=True,
            check=False,
        )
    text = done.stdout.decode()
    if done.returncode or not text.strip():
        raise UnreadableError(f"pdftotext ended with {done.returncode} and {len(text)} characters")
    return Content("PDF", text)


def _word(body: bytes) -> Content:
    document = docx.Document(io.BytesIO(body))
    words = [node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t")]
    for section in document.sections:
        words += [one.text for part in (section.header, section.footer) for one in part.paragraphs]
    if not "".join(words).strip():
        raise UnreadableError("a DOCX without a word")
    return Content("DOCX", "\n".join(words))


def _sheet(body: bytes) -> Content:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
    sheets = {one.title: [list(row) for row in one.iter_rows(values_only=True)] for one in book.worksheets}
    book.close()
    return Content("XLSX", sheets=sheets)


def _csv(body: bytes) -> Content:
    rows: Rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    return Content("CSV", sheets={"csv": rows})


def _json(body: bytes) -> Content:
    found = json.loads(body)
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
        return Content("JSON", body.decode())
    shapes = [(one["geometry"] or {}).get("type") for one in found["features"]]
    return Content("GeoJSON", body.decode(), sites=shapes.count("Point"), features=len(shapes))


def _vector(suffix: str) -> Callable[[bytes], Content]:
    def reader(body: bytes) -> Content:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"map.{suffix}"
            path.write_bytes(body)
            layers = [pyogrio.read_dataframe(path, layer=name) for name, _ in pyogrio.list_layers(path)]
        shapes = [str(shape) for layer in layers if "geometry" in layer for shape in layer.geom_type]
        text = "\n".join(layer.to_csv() for layer in layers)
        return Content(suffix.upper(), text, sites=shapes.count("Point"), features=len(shapes))

    return reader


def _archive(body: bytes) -> Content:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        broken = archive.testzip()
        if broken:
            raise UnreadableError(f"a ZIP whose {broken} is broken")
        return Content("ZIP", members={name: archive.read(name) for name in archive.namelist()})


def _picture(body: bytes) -> Content:
    if body.lstrip().startswith((b"<svg", b"<?xml")):
        return Content("SVG", body.decode())
    with Image.open(io.BytesIO(body)) as picture:
        picture.load()
        return Content(f"{picture.format}", f"{picture.width}x{picture.height}")


def _text(body: bytes) -> Content:
    return Content("text", body.decode())


READERS: Final[Mapping[str, Callable[[bytes], Content]]] = MappingProxyType(
    {
        "application/pdf": _pdf,
        WORD: _word,
        SHEET: _sheet,
        "text/csv": _csv,
        "application/json": _json,
        "application/geo+json": _json,
        "application/geopackage+sqlite3": _vector("gpkg"),
        "application/vnd.google-earth.kml+xml": _vector("kml"),
        "application/zip": _archive,
    }
)
MEMBERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".pdf": "application/pdf",
        ".docx": WORD,
        ".xlsx": SHEET,
        ".csv": "text/csv",
        ".json": "application/json",
    }
)


def read_members(archive: Content) -> Iterable[tuple[str, Content]]:
    """The papers, sheets and lists within an archive, each read."""
    for name, body in archive.members.items():
        kind = MEMBERS.get(Path(name).suffix.lower())
        if kind:
            yield name, read(body, kind)
