"""editions of districts carry sites over, with handings-over; maps that were taken as files are kept."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("district_editions", sa.Column("successors", _json(), nullable=True))
    op.add_column("district_editions", sa.Column("carried_at", sa.DateTime(timezone=True), nullable=True))
    # The first edition had nothing to carry; any other is carried over by the server once it is up.
    op.execute(
        "UPDATE district_editions SET carried_at = loaded_at"
        " WHERE valid_from = (SELECT min(valid_from) FROM district_editions)"
    )
    op.add_column("unions", sa.Column("former_codes", _json(), nullable=True))
    op.create_table(
        "former_districts",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("district_code", sa.String(length=6), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_former_districts_site_id")),
        sa.PrimaryKeyConstraint("site_id", "until", name=op.f("pk_former_districts")),
    )
    op.create_table(
        "former_unions",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("union_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_over_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_former_unions_site_id")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_former_unions_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_unions")),
    )
    op.create_index(
        op.f("ix_former_unions_site_id_former_unions_until"), "former_unions", ["site_id", "until"]
    )
    _handovers()
    _map_exports()


def _handovers() -> None:
    op.create_table(
        "handovers",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("from_union_id", sa.Uuid(), nullable=False),
        sa.Column("to_union_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["district_editions.id"], name=op.f("fk_handovers_edition_id")
        ),
        sa.ForeignKeyConstraint(["from_union_id"], ["unions.id"], name=op.f("fk_handovers_from_union_id")),
        sa.ForeignKeyConstraint(["to_union_id"], ["unions.id"], name=op.f("fk_handovers_to_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_index(op.f("ix_handovers_edition_id"), "handovers", ["edition_id"])
    op.create_table(
        "handover_sites",
        sa.Column("handover_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handovers.id"], name=op.f("fk_handover_sites_handover_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_handover_sites_site_id")),
        sa.PrimaryKeyConstraint("handover_id", "site_id", name=op.f("pk_handover_sites")),
    )
    op.create_index(op.f("ix_handover_sites_site_id"), "handover_sites", ["site_id"])


def _map_exports() -> None:
    op.create_table(
        "map_exports",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_by_name", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("layer", sa.String(length=16), nullable=False),
        sa.Column("filters", _json(), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("rule_version", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.String(length=120), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows_sha256", sa.String(length=64), nullable=False),
        sa.Column("rights", _json(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.String(length=6), nullable=True),
        sa.Column("union_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_map_exports_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_exports")),
        sa.UniqueConstraint("code", name=op.f("uq_map_exports_code")),
    )
    for name in ("district_code", "union_id"):
        op.create_index(op.f(f"ix_map_exports_{name}"), "map_exports", [name])


def downgrade() -> None:
    for table in ("map_exports", "handover_sites", "handovers", "former_unions", "former_districts"):
        op.drop_table(table)
    with op.batch_alter_table("unions") as unions:
        unions.drop_column("former_codes")
    with op.batch_alter_table("district_editions") as editions:
        editions.drop_column("carried_at")
        editions.drop_column("successors")
