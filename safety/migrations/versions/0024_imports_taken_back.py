"""an import knows what each row changed, can be stopped and taken back; outside numbers belong to a list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    document = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    with op.batch_alter_table("sites") as changed:
        changed.add_column(sa.Column("external_source", sa.String(length=80), nullable=True))
    with op.batch_alter_table("register_imports") as changed:
        changed.add_column(sa.Column("clears_empty", sa.Boolean(), nullable=False, server_default=sa.false()))
        changed.add_column(sa.Column("source", sa.String(length=80), nullable=True))
        changed.add_column(sa.Column("head_row", sa.Integer(), nullable=True))
        changed.add_column(sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
        changed.add_column(sa.Column("back_job_id", sa.Uuid(), nullable=True))
        for name in ("undone", "kept"):
            changed.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("register_imports") as changed:
        for name in ("clears_empty", "undone", "kept"):
            changed.alter_column(name, server_default=None)
    with op.batch_alter_table("register_import_rows") as changed:
        changed.add_column(sa.Column("steps", document, nullable=True))
        changed.add_column(sa.Column("back", sa.String(length=8), nullable=True))
        changed.add_column(sa.Column("back_reason", document, nullable=True))


def downgrade() -> None:
    """What rows changed is forgotten: an import can then not be taken back, what it did stands."""
    with op.batch_alter_table("register_import_rows") as changed:
        for name in ("back_reason", "back", "steps"):
            changed.drop_column(name)
    with op.batch_alter_table("register_imports") as changed:
        for name in ("kept", "undone", "back_job_id", "stopped_at", "head_row", "source", "clears_empty"):
            changed.drop_column(name)
    with op.batch_alter_table("sites") as changed:
        changed.drop_column("external_source")
