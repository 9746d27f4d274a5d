"""Files of districts go with their table; the editions that they became stay."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from safety.access.scope import system_actor
from safety.database import db
from safety.ids import new_id
from safety.reference.models import BoundaryFile, DistrictEdition
from safety.reference.operations import adopt_districts
from safety.reference.operations.boundary_files import keep_boundary_file
from safety.transactions import one_transaction
from tests.cast import NOW, TODAY


def test_files_of_districts_go_down_and_up(upgraded_app: Flask) -> None:
    actor = system_actor()
    with one_transaction():
        kept = keep_boundary_file(actor=actor, now=NOW, id=new_id(), content=b"{}", file_name="a.geojson")
        kept.edition_id = adopt_districts(
            actor=actor,
            now=NOW,
            name="示例版",
            valid_from=TODAY,
            source="测试",
            districts={"500103": "渝中区"},
        ).id
    db.session.remove()
    downgrade(revision="0038")
    assert "boundary_files" not in inspect(db.engine).get_table_names()
    upgrade()
    assert db.session.query(BoundaryFile).count() == 0
    assert db.session.query(DistrictEdition).count() == 1
