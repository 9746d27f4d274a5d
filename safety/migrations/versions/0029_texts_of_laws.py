"""texts of laws: versions that were imported as files, with who and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "law_texts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("law", sa.String(length=60), nullable=False),
        sa.Column("slot", sa.String(length=60), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=True),
        sa.Column("uploaded_name", sa.String(length=60), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("adopted_by", sa.Uuid(), nullable=True),
        sa.Column("adopted_name", sa.String(length=60), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_name", sa.String(length=60), nullable=True),
        sa.Column("ended_reason", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_texts")),
        sa.UniqueConstraint("slot", name=op.f("uq_law_texts_slot")),
    )
    with op.batch_alter_table("law_checks") as table:
        table.alter_column("law", existing_type=sa.String(length=40), type_=sa.String(length=60))


def downgrade() -> None:
    # A check of an imported version speaks of a text that goes with this table.
    op.execute("DELETE FROM law_checks WHERE law LIKE '%@%'")
    with op.batch_alter_table("law_checks") as table:
        table.alter_column("law", existing_type=sa.String(length=60), type_=sa.String(length=40))
    op.drop_table("law_texts")
