"""the layer of an imported file; kept ratings of sites and their sums by district; the first keeping counts every site."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("register_imports") as imports:
        imports.add_column(sa.Column("layer", sa.String(length=200), nullable=True))
    op.create_table(
        "district_sums",
        sa.Column("district_code", sa.String(length=6), nullable=False),
        sa.Column("industry", sa.String(length=1), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("sites", sa.Integer(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("overdue", sa.Integer(), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("district_code", "industry", "kind", "level", name=op.f("pk_district_sums")),
    )
    op.create_table(
        "rating_states",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("rule_version", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_states")),
    )
    op.create_table(
        "site_marks",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_site_marks_site_id")),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_site_marks")),
    )
    op.create_table(
        "site_ratings",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.String(length=6), nullable=False),
        sa.Column("industry", sa.String(length=1), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("overdue", sa.Integer(), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_site_ratings_site_id")),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_site_ratings")),
    )


def downgrade() -> None:
    op.drop_table("site_ratings")
    op.drop_table("site_marks")
    op.drop_table("rating_states")
    op.drop_table("district_sums")
    with op.batch_alter_table("register_imports") as imports:
        imports.drop_column("layer")
