"""register_imports: whether places are metres in a zone that the file does not name, and which zone was chosen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("register_imports") as table:
        table.add_column(sa.Column("in_metres", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("projection", sa.String(length=20), nullable=True))
    with op.batch_alter_table("register_imports") as table:
        table.alter_column("in_metres", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("register_imports") as table:
        table.drop_column("projection")
        table.drop_column("in_metres")
