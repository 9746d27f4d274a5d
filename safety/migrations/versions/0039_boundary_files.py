"""boundary_files: files of districts that were uploaded to be looked at, and the edition that one became."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "boundary_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=True),
        sa.Column("edition_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["district_editions.id"],
            name=op.f("fk_boundary_files_edition_id_district_editions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boundary_files")),
    )


def downgrade() -> None:
    op.drop_table("boundary_files")
