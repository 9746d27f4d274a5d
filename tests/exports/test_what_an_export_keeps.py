"""A long export reads each row once: SQLite keeps little of it in memory meanwhile, and as much as before afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from safety.database import db
from safety.exports import operations
from safety.exports.rules.participation import Asked, FileFormat
from safety.transactions import one_transaction
from tests.cast import NOW, Cast
from tests.exports.cases import load_cases

pytestmark = pytest.mark.once


def kept() -> int:
    """KB that the present connection may keep."""
    with one_transaction(write=False):
        return -int(db.session.scalar(text("PRAGMA cache_size")) or 0)


def test_sun_jie_s_export_keeps_little_of_what_it_reads(app: Flask, cast: Cast, tmp_path: Path) -> None:
    with one_transaction():
        load_cases()
    before, meanwhile = kept(), list[int]()
    operations.write_participation(
        actor=cast.actor("sunjie"),
        now=NOW,
        asked=Asked(format=FileFormat.XLSX),
        path=tmp_path / "export.xlsx",
        told=lambda _done: meanwhile.append(kept()),
    )
    assert {one < before / 4 for one in meanwhile} == {True}
    assert kept() == before
