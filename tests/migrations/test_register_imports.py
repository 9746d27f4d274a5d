"""Imports of sites move to the tables of all imports with their results, and back."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from safety.database import db
from safety.transactions import one_transaction
from safety.workplaces.models import RegisterImport, RegisterImportRow
from tests import cast as the_cast
from tests.cast import NOW, Cast
from tests.migrations import FROZEN
from tests.migrations.test_migrations import tables

pytestmark = FROZEN


def _load() -> None:
    the_cast.load()
    union = Cast().union("yuzhong")
    for register in ("sites", "projects"):
        db.session.add(
            RegisterImport(
                register=register,
                union_id=union.id,
                file_name=f"{register}.csv",
                sha256="0" * 64,
                format="table",
                rows=1,
                refused=0,
                left_out=1,
                columns={"name": "名称"},
                uploaded_at=NOW,
            )
        )
    db.session.flush()
    for one in db.session.scalars(select(RegisterImport)).all():
        db.session.add(
            RegisterImportRow(
                import_id=one.id, row=2, outcome="left_out", reason={"msgid": "坏", "params": {}}
            )
        )


def test_imports_of_sites_keep_their_results_up_and_down(upgraded_app: Flask) -> None:
    with one_transaction():
        _load()
    db.session.remove()
    downgrade(revision="0006")
    assert db.session.scalar(text("SELECT file_name FROM site_imports")) == "sites.csv"
    assert db.session.scalar(text("SELECT count(*) FROM site_import_rows")) == 1
    db.session.remove()
    upgrade()
    assert tables() == set(db.metadata.tables)
    found = db.session.scalars(select(RegisterImport)).one()
    assert (found.register, found.columns, found.uploaded_at) == ("sites", {"name": "名称"}, NOW)
    assert (found.refused, found.left_out, found.answers) == (1, 0, None)
    assert (found.in_metres, found.projection, found.encoding) == (False, None, None)
    assert (found.clears_empty, found.undone, found.kept, found.head_row) == (False, 0, 0, None)
    row = db.session.scalars(select(RegisterImportRow)).one()
    assert (row.import_id, row.row, row.outcome) == (found.id, 2, "refused")
    assert (row.import_id, row.row, row.reason) == (found.id, 2, {"msgid": "坏", "params": {}})
