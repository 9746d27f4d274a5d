"""evacuation_proposals: whether the danger is one to health and the place a coal mine, as somebody said; of earlier ones unsaid."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evacuation_proposals", sa.Column("health", sa.Boolean(), nullable=True))
    op.add_column("evacuation_proposals", sa.Column("coal_mine", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("evacuation_proposals", "coal_mine")
    op.drop_column("evacuation_proposals", "health")
