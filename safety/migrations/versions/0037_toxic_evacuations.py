"""evacuation_proposals: whether the place is a workplace that uses toxic substances; nothing is known of earlier ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("evacuation_proposals") as table:
        table.add_column(sa.Column("toxic", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("evacuation_proposals") as table:
        table.alter_column("toxic", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("evacuation_proposals") as table:
        table.drop_column("toxic")
