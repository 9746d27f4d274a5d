"""inspections and sync_entries say by how much the device's clock was set meanwhile."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What arrived before keeps its mark; by how much its clock was set was not kept."""
    op.add_column("inspections", sa.Column("clock_set_seconds", sa.Integer(), nullable=True))
    op.add_column("inspections", sa.Column("clock_changed_seconds", sa.Integer(), nullable=True))
    op.add_column("sync_entries", sa.Column("clock_set_ms", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("sync_entries", "clock_set_ms")
    op.drop_column("inspections", "clock_changed_seconds")
    op.drop_column("inspections", "clock_set_seconds")
