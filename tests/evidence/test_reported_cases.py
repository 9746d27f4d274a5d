"""Photographs that people of other registers reported: days that no calendar has (immich), colours of a printer."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from safety.evidence import pictures
from safety.evidence.rules import believed, kind_of

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("name", ["exif-0000.jpg", "exif-0001.jpg", "cmyk.jpg"])
def test_a_reported_photograph_is_kept_and_its_day_is_not_believed(name: str) -> None:
    content = (CASES / name).read_bytes()
    seen = pictures.examine(content, kind_of(content))
    assert (seen.width, seen.height) == (400, 300)
    assert believed(seen.notes.taken_at, now=datetime(2026, 11, 23, 2, tzinfo=UTC)) is None
    shown = Image.open(io.BytesIO(pictures.shown_copy(content, kind_of(content))))
    assert (shown.mode, shown.size) == ("RGB", (400, 300))


def test_every_case_has_its_test() -> None:
    assert {one.name for one in CASES.iterdir()} == {"exif-0000.jpg", "exif-0001.jpg", "cmyk.jpg"}
