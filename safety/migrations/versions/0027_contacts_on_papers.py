"""whom the receiver of a union's papers may ask, and how many originals are made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_contacts",
        sa.Column("union_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("originals", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_paper_contacts_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_contacts")),
        sa.UniqueConstraint("union_id", name=op.f("uq_paper_contacts_union_id")),
    )


def downgrade() -> None:
    """Papers that were drafted meanwhile keep what they print."""
    op.drop_table("paper_contacts")
