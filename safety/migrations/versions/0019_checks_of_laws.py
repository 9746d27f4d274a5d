"""checks of laws: to which day a text is known to be the one in force."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "law_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("law", sa.String(length=40), nullable=False),
        sa.Column("checked_to", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_name", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_checks")),
        sa.UniqueConstraint("law", "checked_to", name=op.f("uq_law_checks_law_checked_to")),
    )


def downgrade() -> None:
    op.drop_table("law_checks")
