"""The corrected times of checks go with their migration, and come back from what tablets had measured."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select, text

from safety.database import db
from safety.inspections.models import Inspection
from tests.migrations import FROZEN
from tests.migrations.test_fewer_indexes import tablet_of_li_qiang
from tests.sync.story import arrive, check_entry, enrol

pytestmark = FROZEN


def test_checks_by_a_wrong_clock_get_their_true_time_again(upgraded_app: Flask) -> None:
    tablet = enrol(tablet_of_li_qiang(upgraded_app))
    for hours in (0, 24):
        arrive(tablet, check_entry(tablet, device_offset_ms=hours * 3_600_000))
    fast = select(Inspection.started_by_server, Inspection.clock_offset_seconds).where(
        Inspection.started_by_server.is_not(None)
    )
    true = [(datetime(2026, 11, 22, 1, tzinfo=UTC), 86_400)]
    assert [tuple(one) for one in db.session.execute(fast)] == true
    db.session.remove()
    downgrade(revision="0016")
    columns = {str(one["name"]) for one in inspect(db.engine).get_columns("inspections")}
    assert not columns & {"started_by_server", "ended_by_server"}
    assert db.session.scalar(text("SELECT count(*) FROM inspections")) == 2
    db.session.execute(
        text("UPDATE inspections SET clock_offset_seconds = NULL")
    )  # as it was never kept before
    db.session.commit()
    db.session.remove()
    upgrade()
    assert [tuple(one) for one in db.session.execute(fast)] == true
    assert db.session.scalar(select(func.count(Inspection.id))) == 2


def test_by_how_much_clocks_were_set_goes_and_comes_with_its_migration(upgraded_app: Flask) -> None:
    tablet = enrol(tablet_of_li_qiang(upgraded_app))
    arrive(tablet, check_entry(tablet, clock_set_ms=7_200_000))
    kept = select(Inspection.clock_set_seconds, Inspection.started_at)
    assert db.session.execute(kept).one()[0] == 7_200
    db.session.remove()
    downgrade(revision="0037")
    assert "clock_set_seconds" not in {one["name"] for one in inspect(db.engine).get_columns("inspections")}
    assert "clock_set_ms" not in {one["name"] for one in inspect(db.engine).get_columns("sync_entries")}
    db.session.remove()
    upgrade()
    assert db.session.execute(kept).one() == (None, datetime(2026, 11, 23, 1, tzinfo=UTC))
