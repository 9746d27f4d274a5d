"""Indexes that nothing asks for go with their migration and come back without it; a finding is still found fast."""

from __future__ import annotations

import uuid

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select

from safety.corrections.models import Demand
from safety.database import db
from safety.evidence.models import EvidenceFile
from safety.inspections.models import Finding, Inspection
from safety.people import operations as people
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import IN_A_YEAR, NOW, Cast
from tests.inspections.workplaces import complete_check, load_sites
from tests.migrations import FROZEN

pytestmark = FROZEN


def indexes(table: str) -> set[str]:
    found = {str(one["name"]) for one in inspect(db.engine).get_indexes(table)}
    db.session.remove()
    return found


def tablet_of_li_qiang(app: Flask) -> FlaskClient:
    with one_transaction():
        the_cast.load()
        load_sites()
    with one_transaction():
        _, token = people.create_token(
            actor=Cast().actor("liqiang"), now=NOW, name="tablet", expires_at=IN_A_YEAR
        )
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def rows() -> dict[str, int]:
    tables = (Inspection, Finding, Demand, EvidenceFile)
    found = {
        one.__tablename__: db.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables
    }
    db.session.remove()
    return found


def test_the_indexes_go_and_come_back_and_every_row_stays(upgraded_app: Flask) -> None:
    tablet = tablet_of_li_qiang(upgraded_app)
    sent = tablet.put(f"/api/v1/inspections/{uuid.uuid4()}", json=complete_check(tablet))
    assert sent.status_code == 201, sent.text
    before = rows()
    assert before == {"inspections": 1, "findings": 1, "demands": 1, "evidence_files": 3}
    assert "ix_demands_union_id" not in indexes("demands")
    assert "ix_evidence_files_district_code" not in indexes("evidence_files")
    downgrade(revision="0008")
    assert {"ix_demands_union_id", "ix_demands_continues_id"} <= indexes("demands")
    assert {"ix_evidence_files_union_id", "ix_evidence_files_district_code"} <= indexes("evidence_files")
    assert rows() == before
    upgrade()
    assert "ix_demands_union_id" not in indexes("demands")
    assert {"ix_findings_factor", "ix_findings_accident"} <= indexes("findings")
    assert rows() == before


def test_findings_of_one_factor_are_still_found_by_their_index(upgraded_app: Flask) -> None:
    statement = select(Finding.id).where(Finding.factor == "1502")
    words = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
    with db.engine.connect() as connection:
        if (
            connection.dialect.name == "postgresql"
        ):  # which reads an empty table from end to end unless told not to
            connection.exec_driver_sql("SET enable_seqscan = off")
            plan = connection.exec_driver_sql(f"EXPLAIN {words}").all()
        else:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}").all()
    assert "ix_findings_factor" in str(plan)
