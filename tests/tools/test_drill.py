"""What the drill calls readable, and that a failure ends it: a drill that cannot fail finds nothing."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from tests.drill import readers
from tests.drill.exports import data_rows
from tests.drill.ledger import FaultError, Ledger


def sheet(rows: int) -> bytes:
    """A register of so many rows with its statement behind it."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    for number in range(rows + 1):
        first.append([f"row {number}"])
    book.create_sheet("说明").append(["rows", rows])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


TABLE = "\ufeff编号,名称\r\n1,甲\r\n2,乙\r\n"


def zipped(members: dict[str, str]) -> bytes:
    """An archive of texts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, words in members.items():
            archive.writestr(name, words)
    return stream.getvalue()


def test_rows_and_places_are_counted_in_every_format() -> None:
    assert data_rows(readers.read(sheet(3), readers.SHEET)) == 3
    assert (
        data_rows(readers.read(zipped({"台账.csv": TABLE, "台账.txt": "筛选条件：无"}), "application/zip"))
        == 2
    )
    with pytest.raises(FaultError, match="statement"):
        data_rows(readers.read(zipped({"台账.csv": TABLE}), "application/zip"))
    point = '{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [106, 29]}}'
    area = '{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": []}}'
    content = readers.read(
        f'{{"type": "FeatureCollection", "features": [{point}, {area}]}}'.encode(), "application/geo+json"
    )
    assert (content.sites, content.features) == (1, 2)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "text/html"),
        (b"%PDF-1.7 nothing", "application/pdf"),
        (b"PK nothing", readers.WORD),
        (b"PK nothing", readers.SHEET),
        (b"nothing", "image/png"),
        (b"nothing", "application/zip"),
    ],
)
def test_what_no_program_can_read_is_a_fault(body: bytes, kind: str) -> None:
    ledger = Ledger()
    with ledger.looking("a file"):
        readers.read(body, kind)
    assert len(ledger.faults) == 1


def test_a_fault_is_kept_and_the_drill_goes_on() -> None:
    ledger = Ledger()

    def count() -> None:
        raise FaultError("5 on the screen, 4 in the file")

    with ledger.looking("the list"):
        count()
    ledger.found("the next", "right")
    assert ledger.faults == ["the list: FaultError: 5 on the screen, 4 in the file"]
    assert ledger.looked == 1
