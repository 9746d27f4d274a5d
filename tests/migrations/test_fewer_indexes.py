"""Indexes that nothing asks for go with their migration and come back without it; a finding is still found fast."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select

from safety.database import db
from safety.inspections.models import Finding
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from tests import cast as the_cast
from tests.cast import Cast
from tests.maps.places import add_site
from tests.migrations.test_migrations import empty_app, fresh_url

__all__ = ["empty_app", "fresh_url"]


def indexes(table: str) -> set[str]:
    found = {str(one["name"]) for one in inspect(db.engine).get_indexes(table)}
    db.session.remove()
    return found


def test_the_indexes_go_and_come_back_and_every_row_stays(empty_app: Flask) -> None:
    upgrade()
    with one_transaction():
        the_cast.load()
    add_site(Cast(), "yuzhong", "解放碑工地")
    assert "ix_demands_union_id" not in indexes("demands")
    assert "ix_evidence_files_district_code" not in indexes("evidence_files")
    downgrade(revision="0008")
    assert {"ix_demands_union_id", "ix_demands_continues_id"} <= indexes("demands")
    assert {"ix_evidence_files_union_id", "ix_evidence_files_district_code"} <= indexes("evidence_files")
    upgrade()
    assert "ix_demands_union_id" not in indexes("demands")
    assert {"ix_findings_factor", "ix_findings_accident"} <= indexes("findings")
    assert db.session.scalars(select(Site.name)).all() == ["解放碑工地"]


def test_findings_of_one_factor_are_still_found_by_their_index(empty_app: Flask) -> None:
    upgrade()
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
