"""demands: whether a finding is about women workers, gas, devices out of use, dangerous acts; of earlier ones nobody said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_SAID = ("women", "gas", "disabled", "acting")


def upgrade() -> None:
    for name in _SAID:
        op.add_column("demands", sa.Column(name, sa.Boolean(), nullable=True))


def downgrade() -> None:
    for name in reversed(_SAID):
        op.drop_column("demands", name)
