"""the times of checks by the server's clock, where the device's was off."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

#: So far a device's clock may be off and be believed, in seconds.
_TOLERANCE = 300
_INSPECTIONS = sa.table(
    "inspections",
    sa.column("id", sa.Uuid()),
    sa.column("started_at", sa.DateTime(timezone=True)),
    sa.column("ended_at", sa.DateTime(timezone=True)),
    sa.column("submitted_at", sa.DateTime(timezone=True)),
    sa.column("clock_offset_seconds", sa.Integer()),
    sa.column("started_by_server", sa.DateTime(timezone=True)),
    sa.column("ended_by_server", sa.DateTime(timezone=True)),
)
_ENTRIES = sa.table(
    "sync_entries",
    sa.column("record_id", sa.Uuid()),
    sa.column("kind", sa.String()),
    sa.column("state", sa.String()),
    sa.column("offset_ms", sa.BigInteger()),
)


def upgrade() -> None:
    with op.batch_alter_table("inspections") as inspections:
        inspections.add_column(sa.Column("started_by_server", sa.DateTime(timezone=True), nullable=True))
        inspections.add_column(sa.Column("ended_by_server", sa.DateTime(timezone=True), nullable=True))
    _measured_by_tablets()
    _correct()


def _measured_by_tablets() -> None:
    """What a tablet had measured of its clock stands with its entry until now."""
    arrived = sa.and_(
        _ENTRIES.c.kind == "check", _ENTRIES.c.state == "arrived", _ENTRIES.c.offset_ms.is_not(None)
    )
    rows = op.get_bind().execute(sa.select(_ENTRIES.c.record_id, _ENTRIES.c.offset_ms).where(arrived)).all()
    for record_id, offset_ms in rows:
        told = {"clock_offset_seconds": round(offset_ms / 1000)}
        op.execute(_INSPECTIONS.update().where(_INSPECTIONS.c.id == record_id).values(told))


def _correct() -> None:
    c = _INSPECTIONS.c
    off = sa.and_(c.submitted_at.is_not(None), sa.func.abs(c.clock_offset_seconds) > _TOLERANCE)
    asked = sa.select(c.id, c.started_at, c.ended_at, c.clock_offset_seconds, c.submitted_at).where(off)
    for record_id, started_at, ended_at, seconds, arrived_at in op.get_bind().execute(asked).all():
        ahead = timedelta(seconds=seconds)
        # What has arrived was done before, whatever was measured.
        told = {
            "started_by_server": min(started_at - ahead, arrived_at),
            "ended_by_server": min(ended_at - ahead, arrived_at),
        }
        op.execute(_INSPECTIONS.update().where(c.id == record_id).values(told))


def downgrade() -> None:
    with op.batch_alter_table("inspections") as inspections:
        inspections.drop_column("ended_by_server")
        inspections.drop_column("started_by_server")
