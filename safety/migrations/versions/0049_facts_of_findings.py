"""demands: what a person said of a finding that decides the law of its papers; of earlier ones nobody said anything."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_SAID = ("orders", "health", "toxic", "coal_mine")


def upgrade() -> None:
    for name in _SAID:
        op.add_column("demands", sa.Column(name, sa.Boolean(), nullable=True))


def downgrade() -> None:
    for name in reversed(_SAID):
        op.drop_column("demands", name)
