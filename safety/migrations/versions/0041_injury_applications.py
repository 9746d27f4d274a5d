"""accidents: when an occupational disease was diagnosed, and who applied for 工伤认定; of earlier cases neither is known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accidents", sa.Column("disease_diagnosed_on", sa.Date(), nullable=True))
    op.add_column("accidents", sa.Column("injury_applied_by", sa.String(length=10), nullable=True))


def downgrade() -> None:
    """The extensions of the employer's term go too: earlier versions know no such term."""
    op.execute("DELETE FROM accident_extensions WHERE term = 'injury'")
    op.drop_column("accidents", "injury_applied_by")
    op.drop_column("accidents", "disease_diagnosed_on")
