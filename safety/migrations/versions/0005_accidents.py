"""accidents: notices, cases, seats, activities, opinions, reports, approvals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_calendar_feeds_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feeds_token_hash")),
    )
    with op.batch_alter_table("calendar_feeds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_feeds_member_id"), ["member_id"], unique=False)

    op.create_table(
        "accidents",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("category", sa.String(length=8), nullable=True),
        sa.Column("standard", sa.String(length=20), nullable=False),
        sa.Column("traffic_or_fire", sa.Boolean(), nullable=False),
        sa.Column("at_project", sa.Boolean(), nullable=False),
        sa.Column("industry", sa.String(length=1), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("employer_id", sa.Uuid(), nullable=True),
        sa.Column("employer_name", sa.String(length=200), nullable=False),
        sa.Column("direct_loss_yuan", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("grade", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("union_part", sa.String(length=12), nullable=False),
        sa.Column("head_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authority_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("upward_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("copies_sent_on", sa.Date(), nullable=True),
        sa.Column("evaluated_on", sa.Date(), nullable=True),
        sa.Column("injury_applied_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("district_code", sa.String(length=6), nullable=True),
        sa.Column("union_id", sa.Uuid(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.Column("serious", sa.Integer(), nullable=False),
        sa.Column("slight", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name=op.f("ck_accidents_position_whole")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_accidents_employer_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_accidents_site_id")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_accidents_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accidents")),
    )
    with op.batch_alter_table("accidents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accidents_district_code"), ["district_code"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_accidents_employer_id_accidents_happened_at"),
            ["employer_id", "happened_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_accidents_grade"), ["grade"], unique=False)
        batch_op.create_index(batch_op.f("ix_accidents_happened_at"), ["happened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_accidents_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_accidents_union_id"), ["union_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_accidents_union_id_accidents_state"), ["union_id", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_accidents_union_part"), ["union_part"], unique=False)

    op.create_table(
        "accident_activities",
        sa.Column("accident_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("others", sa.String(length=300), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("device_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("district_code", sa.String(length=6), nullable=True),
        sa.Column("union_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_accident_activities_times_in_order")),
        sa.ForeignKeyConstraint(
            ["accident_id"], ["accidents.id"], name=op.f("fk_accident_activities_accident_id")
        ),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_accident_activities_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_activities")),
    )
    with op.batch_alter_table("accident_activities", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_accident_activities_accident_id_accident_activities_starts_at"),
            ["accident_id", "starts_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_accident_activities_district_code"), ["district_code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_accident_activities_starts_at"), ["starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_accident_activities_union_id"), ["union_id"], unique=False)

    op.create_table(
        "accident_appraisals",
        sa.Column("accident_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_accident_appraisals_days_in_order")),
        sa.ForeignKeyConstraint(
            ["accident_id"], ["accidents.id"], name=op.f("fk_accident_appraisals_accident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_appraisals")),
    )
    with op.batch_alter_table("accident_appraisals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accident_appraisals_accident_id"), ["accident_id"], unique=False)

    op.create_table(
        "accident_approvals",
        sa.Column("accident_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["accident_id"], ["accidents.id"], name=op.f("fk_accident_approvals_accident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_approvals")),
        sa.UniqueConstraint("accident_id", name=op.f("uq_accident_approvals_accident_id")),
    )
    op.create_table(
        "accident_casualties",
        sa.Column("accident_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("direct_loss_yuan", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.Column("serious", sa.Integer(), nullable=False),
        sa.Column("slight", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "deaths >= 0 AND serious >= 0 AND slight >= 0 AND missing >= 0",
            name=op.f("ck_accident_casualties_counts"),
        ),
        sa.ForeignKeyConstraint(
            ["accident_id"], ["accidents.id"], name=op.f("fk_accident_casualties_accident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_casualties")),
    )
    with op.batch_alter_table("accident_casualties", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_accident_casualties_accident_id_accident_casualties_on"),
            ["accident_id", "on"],
            unique=False,
        )

    op.create_table(
        "accident_extensions",
        sa.Column("accident_id", sa.Uuid(), nullable=False),
        sa.Column("term", sa.String(length=10), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=True),
        sa.Column("asked_in_time", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["accident_id"], ["accidents.id"], name=op.f("fk_accident_extensions_accident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_extensions")),
    )
    with op.batch_alter_table("accident_extensions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accident_extensions_accident_id"), ["accident_id"], unique=False)

    op.create_table(
        "accident_handovers",
        sa.Column("accident_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("to_whom", sa.String(length=200), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["accident_id"], ["accidents.id"], name=op.f("fk_accident_handovers_accident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_handovers")),
    )
    with op.batch_alter_table("accident_handovers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accident_handovers_accident_id"), ["accident_id"], unique=False)

    op.create_table(
        "accident_notices",
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(length=300), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("employer_name", sa.String(length=200), nullable=True),
        sa.Column("employer_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("direct_loss_yuan", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("accident_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("district_code", sa.String(length=6), nullable=True),
        sa.Column("union_id", sa.Uuid(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.Column("serious", sa.Integer(), nullable=False),
        sa.Column("slight", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accident_id"], ["accidents.id"], name=op.f("fk_accident_notices_accident_id")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employers.id"], name=op.f("fk_accident_notices_employer_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_accident_notices_site_id")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_accident_notices_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_notices")),
    )
    with op.batch_alter_table("accident_notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accident_notices_accident_id"), ["accident_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_accident_notices_district_code"), ["district_code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_accident_notices_received_at"), ["received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_accident_notices_union_id"), ["union_id"], unique=False)

    op.create_table(
        "accident_opinions",
        sa.Column("accident_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("stance", sa.String(length=10), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("paper_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("district_code", sa.String(length=6), nullable=True),
        sa.Column("union_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["accident_id"], ["accidents.id"], name=op.f("fk_accident_opinions_accident_id")
        ),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_accident_opinions_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_opinions")),
    )
    with op.batch_alter_table("accident_opinions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accident_opinions_accident_id"), ["accident_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_accident_opinions_district_code"), ["district_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_accident_opinions_due_on_accident_opinions_answered_on"),
            ["due_on", "answered_on"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_accident_opinions_union_id"), ["union_id"], unique=False)

    op.create_table(
        "accident_reports",
        sa.Column("accident_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("comments", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["accident_id"], ["accidents.id"], name=op.f("fk_accident_reports_accident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_reports")),
    )
    with op.batch_alter_table("accident_reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accident_reports_accident_id"), ["accident_id"], unique=False)

    op.create_table(
        "accident_seats",
        sa.Column("accident_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_of", sa.String(length=200), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("number", sa.String(length=80), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("expertise", sa.String(length=200), nullable=True),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declaration", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("request_paper_id", sa.Uuid(), nullable=True),
        sa.Column("letter_paper_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("district_code", sa.String(length=6), nullable=True),
        sa.Column("union_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accident_id"], ["accidents.id"], name=op.f("fk_accident_seats_accident_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_accident_seats_member_id")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_accident_seats_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_seats")),
    )
    with op.batch_alter_table("accident_seats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accident_seats_accident_id"), ["accident_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_accident_seats_district_code"), ["district_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_accident_seats_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_accident_seats_union_id"), ["union_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_accident_seats_union_id_accident_seats_state"), ["union_id", "state"], unique=False
        )

    op.create_table(
        "accident_victims",
        sa.Column("accident_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("sex", sa.String(length=8), nullable=True),
        sa.Column("employment", sa.String(length=12), nullable=True),
        sa.Column("degree", sa.String(length=8), nullable=False),
        sa.Column("injury", sa.String(length=300), nullable=True),
        sa.Column("lost_days", sa.Integer(), nullable=True),
        sa.Column("is_member", sa.Boolean(), nullable=True),
        sa.Column("family_contact", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["accident_id"], ["accidents.id"], name=op.f("fk_accident_victims_accident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_victims")),
    )
    with op.batch_alter_table("accident_victims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accident_victims_accident_id"), ["accident_id"], unique=False)

    op.create_table(
        "accident_activity_conflicts",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_from", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["accident_activities.id"],
            name=op.f("fk_accident_activity_conflicts_activity_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_activity_conflicts")),
        sa.UniqueConstraint(
            "activity_id", "digest", name=op.f("uq_accident_activity_conflicts_activity_id_digest")
        ),
    )
    op.create_table(
        "accident_activity_members",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["accident_activities.id"], name=op.f("fk_accident_activity_members_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_accident_activity_members_member_id")
        ),
        sa.PrimaryKeyConstraint("activity_id", "member_id", name=op.f("pk_accident_activity_members")),
    )
    with op.batch_alter_table("accident_activity_members", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_accident_activity_members_member_id"), ["member_id"], unique=False
        )

    op.create_table(
        "accident_signings",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("union_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("signature_sha256", sa.String(length=64), nullable=True),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "seal",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("paper_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_accident_signings_member_id")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_accident_signings_union_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["accident_reports.id"], name=op.f("fk_accident_signings_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_signings")),
        sa.UniqueConstraint(
            "version_id", "member_id", name=op.f("uq_accident_signings_version_id_member_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("accident_signings")
    with op.batch_alter_table("accident_activity_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accident_activity_members_member_id"))

    op.drop_table("accident_activity_members")
    op.drop_table("accident_activity_conflicts")
    with op.batch_alter_table("accident_victims", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accident_victims_accident_id"))

    op.drop_table("accident_victims")
    with op.batch_alter_table("accident_seats", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accident_seats_union_id_accident_seats_state"))
        batch_op.drop_index(batch_op.f("ix_accident_seats_union_id"))
        batch_op.drop_index(batch_op.f("ix_accident_seats_member_id"))
        batch_op.drop_index(batch_op.f("ix_accident_seats_district_code"))
        batch_op.drop_index(batch_op.f("ix_accident_seats_accident_id"))

    op.drop_table("accident_seats")
    with op.batch_alter_table("accident_reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accident_reports_accident_id"))

    op.drop_table("accident_reports")
    with op.batch_alter_table("accident_opinions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accident_opinions_union_id"))
        batch_op.drop_index(batch_op.f("ix_accident_opinions_due_on_accident_opinions_answered_on"))
        batch_op.drop_index(batch_op.f("ix_accident_opinions_district_code"))
        batch_op.drop_index(batch_op.f("ix_accident_opinions_accident_id"))

    op.drop_table("accident_opinions")
    with op.batch_alter_table("accident_notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accident_notices_union_id"))
        batch_op.drop_index(batch_op.f("ix_accident_notices_received_at"))
        batch_op.drop_index(batch_op.f("ix_accident_notices_district_code"))
        batch_op.drop_index(batch_op.f("ix_accident_notices_accident_id"))

    op.drop_table("accident_notices")
    with op.batch_alter_table("accident_handovers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accident_handovers_accident_id"))

    op.drop_table("accident_handovers")
    with op.batch_alter_table("accident_extensions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accident_extensions_accident_id"))

    op.drop_table("accident_extensions")
    with op.batch_alter_table("accident_casualties", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accident_casualties_accident_id_accident_casualties_on"))

    op.drop_table("accident_casualties")
    op.drop_table("accident_approvals")
    with op.batch_alter_table("accident_appraisals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accident_appraisals_accident_id"))

    op.drop_table("accident_appraisals")
    with op.batch_alter_table("accident_activities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accident_activities_union_id"))
        batch_op.drop_index(batch_op.f("ix_accident_activities_starts_at"))
        batch_op.drop_index(batch_op.f("ix_accident_activities_district_code"))
        batch_op.drop_index(batch_op.f("ix_accident_activities_accident_id_accident_activities_starts_at"))

    op.drop_table("accident_activities")
    with op.batch_alter_table("accidents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accidents_union_part"))
        batch_op.drop_index(batch_op.f("ix_accidents_union_id_accidents_state"))
        batch_op.drop_index(batch_op.f("ix_accidents_union_id"))
        batch_op.drop_index(batch_op.f("ix_accidents_site_id"))
        batch_op.drop_index(batch_op.f("ix_accidents_happened_at"))
        batch_op.drop_index(batch_op.f("ix_accidents_grade"))
        batch_op.drop_index(batch_op.f("ix_accidents_employer_id_accidents_happened_at"))
        batch_op.drop_index(batch_op.f("ix_accidents_district_code"))

    op.drop_table("accidents")
    with op.batch_alter_table("calendar_feeds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_feeds_member_id"))

    op.drop_table("calendar_feeds")
