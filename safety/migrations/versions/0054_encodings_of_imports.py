"""register_imports.encoding: in which encoding a table is read whose bytes do not tell."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("register_imports") as changed:
        changed.add_column(sa.Column("encoding", sa.String(10), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("register_imports") as changed:
        changed.drop_column("encoding")
