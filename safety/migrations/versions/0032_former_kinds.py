"""projects: what they were before their nature, facilities under review or class of hazards was changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """What was changed before is not known: such projects count as what they are."""
    op.create_table(
        "project_former_kinds",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("nature", sa.String(length=12), nullable=False),
        sa.Column("tracks", _DOCUMENT, nullable=False),
        sa.Column("hazard_class", sa.String(length=12), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_project_former_kinds_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_former_kinds")),
    )
    op.create_index(
        op.f("ix_project_former_kinds_project_id"), "project_former_kinds", ["project_id"], unique=False
    )


def downgrade() -> None:
    """Projects stay as they are today; what they were goes."""
    op.drop_table("project_former_kinds")
