"""versions of the colour rule of the maps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "colour_rules",
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=True),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("adopted_by", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(adopted_at IS NULL) = (valid_from IS NULL)", name=op.f("ck_colour_rules_adopted_with_a_day")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colour_rules")),
        sa.UniqueConstraint("version", name=op.f("uq_colour_rules_version")),
    )


def downgrade() -> None:
    op.drop_table("colour_rules")
