"""The states of a certificate are kept with their days, and a site passes to another union by a record of its own."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_CERTIFICATES = sa.table(
    "certificates",
    sa.column("id", sa.Uuid()),
    sa.column("status", sa.String()),
    sa.column("status_changed_on", sa.Date()),
)
_STATES = sa.table(
    "certificate_states",
    sa.column("id", sa.Uuid()),
    sa.column("certificate_id", sa.Uuid()),
    sa.column("status", sa.String()),
    sa.column("on_day", sa.Date()),
    sa.column("recorded_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.create_table(
        "certificate_states",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_certificate_states_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["members.id"], name=op.f("fk_certificate_states_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_states")),
    )
    op.create_index(
        op.f("ix_certificate_states_certificate_id_certificate_states_on_day"),
        "certificate_states",
        ["certificate_id", "on_day"],
    )
    _keep_present_states()
    op.create_table(
        "site_transfers",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("from_union_id", sa.Uuid(), nullable=False),
        sa.Column("to_union_id", sa.Uuid(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_words", sa.String(length=300), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("from_union_id <> to_union_id", name=op.f("ck_site_transfers_two_unions")),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_at IS NULL)", name=op.f("ck_site_transfers_decided")
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_site_transfers_{column}"))
            for column, target in (
                ("site_id", "sites.id"),
                ("from_union_id", "unions.id"),
                ("to_union_id", "unions.id"),
                ("proposed_by", "members.id"),
                ("decided_by", "members.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_transfers")),
    )
    for column in ("site_id", "from_union_id", "to_union_id"):
        op.create_index(op.f(f"ix_site_transfers_{column}"), "site_transfers", [column])
    waiting = sa.text("state = 'proposed'")
    op.create_index(
        "uq_site_transfers_proposed",
        "site_transfers",
        ["site_id"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def _keep_present_states() -> None:
    """What is known of the past: the newest change of each certificate that is not valid today."""
    rows = op.get_bind().execute(
        sa.select(_CERTIFICATES).where(
            _CERTIFICATES.c.status != "valid", _CERTIFICATES.c.status_changed_on.is_not(None)
        )
    )
    states = [
        {
            "id": uuid.uuid5(row.id, "state"),
            "certificate_id": row.id,
            "status": row.status,
            "on_day": row.status_changed_on,
            "recorded_at": datetime.now(UTC),
        }
        for row in rows
    ]
    if states:
        op.bulk_insert(_STATES, states)


def downgrade() -> None:
    op.drop_table("site_transfers")
    op.drop_table("certificate_states")
