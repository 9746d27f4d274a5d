"""what a camera wrote as its time is kept where that cannot be one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("evidence_files") as files:
        files.add_column(sa.Column("taken_as_written", sa.String(length=40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("evidence_files") as files:
        files.drop_column("taken_as_written")
