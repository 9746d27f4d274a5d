"""evidence, sync: what a person sent ahead of its records is counted, so it is found by the person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_STAGED = "owner_id IS NULL AND removed_at IS NULL"
_UNDERWAY = "completed_at IS NULL"


def upgrade() -> None:
    """Two indexes over the few rows that wait."""
    for name, table, column, which in (
        ("ix_evidence_files_staged", "evidence_files", "uploaded_by", _STAGED),
        ("ix_sync_files_underway", "sync_files", "member_id", _UNDERWAY),
    ):
        some = sa.text(which)
        op.create_index(name, table, [column], sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    """They go again."""
    op.drop_index("ix_sync_files_underway", table_name="sync_files")
    op.drop_index("ix_evidence_files_staged", table_name="evidence_files")
