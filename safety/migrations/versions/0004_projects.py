"""the register of projects, their reviews and what was signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "projects",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("nature", sa.String(length=12), nullable=False),
        sa.Column("industry", sa.String(length=1), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("designer", sa.String(length=200), nullable=True),
        sa.Column("builder", sa.String(length=200), nullable=True),
        sa.Column("supervisor", sa.String(length=200), nullable=True),
        sa.Column("assessors", sa.String(length=300), nullable=True),
        sa.Column("investment_yuan", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("workers_expected", sa.Integer(), nullable=True),
        sa.Column("is_high_risk", sa.Boolean(), nullable=False),
        sa.Column("is_city_project", sa.Boolean(), nullable=False),
        sa.Column(
            "tracks",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("approval_number", sa.String(length=100), nullable=True),
        sa.Column("authority", sa.String(length=120), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column(
            "outline",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column("given_lon", sa.Double(), nullable=True),
        sa.Column("given_lat", sa.Double(), nullable=True),
        sa.Column("datum", sa.String(length=10), nullable=True),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("district_found", sa.String(length=6), nullable=True),
        sa.Column("district_reason", sa.String(length=200), nullable=True),
        sa.Column("design_review_planned_on", sa.Date(), nullable=True),
        sa.Column("start_planned_on", sa.Date(), nullable=True),
        sa.Column("acceptance_planned_on", sa.Date(), nullable=True),
        sa.Column("use_planned_on", sa.Date(), nullable=True),
        sa.Column("external_ref", sa.String(length=80), nullable=True),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("no_union_part", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("district_code", sa.String(length=6), nullable=True),
        sa.Column("union_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name=op.f("ck_projects_position_whole")),
        sa.ForeignKeyConstraint(["owner_id"], ["employers.id"], name=op.f("fk_projects_owner_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_projects_site_id")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_projects_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
    )
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_projects_district_code"), ["district_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_projects_external_ref"), ["external_ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_projects_lon_projects_lat"), ["lon", "lat"], unique=False)
        batch_op.create_index(batch_op.f("ix_projects_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_projects_no_union_part"), ["no_union_part"], unique=False)
        batch_op.create_index(batch_op.f("ix_projects_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_projects_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_projects_stage"), ["stage"], unique=False)
        batch_op.create_index(batch_op.f("ix_projects_union_id"), ["union_id"], unique=False)

    op.create_table(
        "project_moves",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_project_moves_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_moves")),
    )
    with op.batch_alter_table("project_moves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_moves_project_id"), ["project_id"], unique=False)

    op.create_table(
        "project_reviews",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("invited", sa.Boolean(), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=False),
        sa.Column("notified_by", sa.String(length=120), nullable=False),
        sa.Column("how", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("meeting_on", sa.Date(), nullable=True),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("paper_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.String(length=80), nullable=True),
        sa.Column("transmitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("district_code", sa.String(length=6), nullable=True),
        sa.Column("union_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_project_reviews_project_id")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_project_reviews_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_reviews")),
        sa.UniqueConstraint("project_id", "kind", name=op.f("uq_project_reviews_project_id_kind")),
    )
    with op.batch_alter_table("project_reviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_reviews_district_code"), ["district_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_reviews_union_id"), ["union_id"], unique=False)

    op.create_table(
        "project_attendances",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=True),
        sa.Column("is_union", sa.Boolean(), nullable=False),
        sa.Column("signature_sha256", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["project_reviews.id"], name=op.f("fk_project_attendances_review_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_attendances")),
    )
    with op.batch_alter_table("project_attendances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_attendances_review_id"), ["review_id"], unique=False)

    op.create_table(
        "project_dissents",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_project_dissents_member_id")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["project_reviews.id"], name=op.f("fk_project_dissents_review_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_dissents")),
        sa.UniqueConstraint("review_id", "member_id", name=op.f("uq_project_dissents_review_id_member_id")),
    )
    op.create_table(
        "project_links",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["project_reviews.id"], name=op.f("fk_project_links_review_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_project_links_token_hash")),
    )
    with op.batch_alter_table("project_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_links_review_id"), ["review_id"], unique=False)

    op.create_table(
        "project_materials",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("edition", sa.String(length=60), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["project_reviews.id"], name=op.f("fk_project_materials_review_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_materials")),
    )
    with op.batch_alter_table("project_materials", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_materials_review_id"), ["review_id"], unique=False)

    op.create_table(
        "project_opinions",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("demand_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=12), nullable=False),
        sa.Column("drawing", sa.String(length=200), nullable=True),
        sa.Column("answers_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answers_id"], ["project_opinions.id"], name=op.f("fk_project_opinions_answers_id")
        ),
        sa.ForeignKeyConstraint(["demand_id"], ["demands.id"], name=op.f("fk_project_opinions_demand_id")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["project_reviews.id"], name=op.f("fk_project_opinions_review_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_opinions")),
        sa.UniqueConstraint("demand_id", name=op.f("uq_project_opinions_demand_id")),
    )
    with op.batch_alter_table("project_opinions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_opinions_review_id"), ["review_id"], unique=False)

    op.create_table(
        "project_participants",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("duty", sa.String(length=60), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_project_participants_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["project_reviews.id"], name=op.f("fk_project_participants_review_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_participants")),
        sa.UniqueConstraint(
            "review_id", "member_id", name=op.f("uq_project_participants_review_id_member_id")
        ),
    )
    op.create_table(
        "project_sign_offs",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("conclusion", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column(
            "conditions",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=300), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("signature_sha256", sa.String(length=64), nullable=True),
        sa.Column("paper_id", sa.Uuid(), nullable=True),
        sa.Column("needs_counter", sa.Boolean(), nullable=False),
        sa.Column("countered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("countered_by", sa.Uuid(), nullable=True),
        sa.Column("counter_paper_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["project_reviews.id"], name=op.f("fk_project_sign_offs_review_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_sign_offs")),
    )
    with op.batch_alter_table("project_sign_offs", schema=None) as batch_op:
        batch_op.create_index(
            "uq_project_sign_offs_review_id",
            ["review_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'withdrawn'"),
            postgresql_where=sa.text("state <> 'withdrawn'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("project_sign_offs", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_project_sign_offs_review_id",
            sqlite_where=sa.text("state <> 'withdrawn'"),
            postgresql_where=sa.text("state <> 'withdrawn'"),
        )

    op.drop_table("project_sign_offs")
    op.drop_table("project_participants")
    with op.batch_alter_table("project_opinions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_opinions_review_id"))

    op.drop_table("project_opinions")
    with op.batch_alter_table("project_materials", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_materials_review_id"))

    op.drop_table("project_materials")
    with op.batch_alter_table("project_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_links_review_id"))

    op.drop_table("project_links")
    op.drop_table("project_dissents")
    with op.batch_alter_table("project_attendances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_attendances_review_id"))

    op.drop_table("project_attendances")
    with op.batch_alter_table("project_reviews", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_reviews_union_id"))
        batch_op.drop_index(batch_op.f("ix_project_reviews_district_code"))

    op.drop_table("project_reviews")
    with op.batch_alter_table("project_moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_moves_project_id"))

    op.drop_table("project_moves")
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_projects_union_id"))
        batch_op.drop_index(batch_op.f("ix_projects_stage"))
        batch_op.drop_index(batch_op.f("ix_projects_site_id"))
        batch_op.drop_index(batch_op.f("ix_projects_owner_id"))
        batch_op.drop_index(batch_op.f("ix_projects_no_union_part"))
        batch_op.drop_index(batch_op.f("ix_projects_name"))
        batch_op.drop_index(batch_op.f("ix_projects_lon_projects_lat"))
        batch_op.drop_index(batch_op.f("ix_projects_external_ref"))
        batch_op.drop_index(batch_op.f("ix_projects_district_code"))

    op.drop_table("projects")
