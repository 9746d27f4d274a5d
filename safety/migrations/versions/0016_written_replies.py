"""a demand keeps when no reply was recorded, a reply its receipt; what was closed without a reply stays closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    document = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
    op.add_column("demands", sa.Column("no_reply_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("replies", sa.Column("receipt_number", sa.String(40), nullable=True))
    op.add_column("replies", sa.Column("receipt", document, nullable=True))
    op.create_index(op.f("ix_replies_receipt_number"), "replies", ["receipt_number"], unique=True)


def downgrade() -> None:
    # A history with a step that is not known there cannot be shown; the audit keeps that it was recorded.
    op.execute("DELETE FROM demand_facts WHERE kind IN ('no_reply', 'rejudged')")
    op.drop_index(op.f("ix_replies_receipt_number"), table_name="replies")
    op.drop_column("replies", "receipt")
    op.drop_column("replies", "receipt_number")
    op.drop_column("demands", "no_reply_at")
