"""audit: the hash of each record as a change left it, and the salts of those with personal values."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rows of the audit from before stay as they are: null says that they tell no hashes."""
    kind = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
    op.add_column("audit_entries", sa.Column("after", kind, nullable=True))
    op.create_table(
        "record_salts",
        sa.Column("table_name", sa.String(length=48), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "record_id", name=op.f("pk_record_salts")),
    )


def downgrade() -> None:
    """The hashes go.  The rows that had some keep their own hash over them: an earlier version names those as changed."""
    op.drop_table("record_salts")
    op.drop_column("audit_entries", "after")
