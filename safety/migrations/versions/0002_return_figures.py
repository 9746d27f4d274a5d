"""figures that unions enter for their returns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "return_figures",
        sa.Column("period", sa.String(length=6), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.String(length=6), nullable=True),
        sa.Column("union_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_return_figures_not_negative")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_return_figures_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_figures")),
    )
    with op.batch_alter_table("return_figures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_return_figures_district_code"), ["district_code"], unique=False)
        batch_op.create_index(
            "ix_return_figures_newest",
            ["period", "key", "entered_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_return_figures_union_id"), ["union_id"], unique=False)


def downgrade() -> None:
    op.drop_table("return_figures")
