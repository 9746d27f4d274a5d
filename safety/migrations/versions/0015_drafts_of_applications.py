"""Applications to a department have drafts and can be revoked; a union says which papers a second person issues."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_REFERRALS = sa.table(
    "referrals",
    sa.column("id", sa.Uuid()),
    sa.column("paper_id", sa.Uuid()),
    sa.column("drafted_at", sa.DateTime(timezone=True)),
    sa.column("drafted_by", sa.Uuid()),
    sa.column("sent_at", sa.DateTime(timezone=True)),
    sa.column("sent_by", sa.Uuid()),
    sa.column("revoked_at", sa.DateTime(timezone=True)),
)
_ITEMS = sa.table("referral_items", sa.column("referral_id", sa.Uuid()))
_PAPERS = sa.table("papers", sa.column("id", sa.Uuid()))


def upgrade() -> None:
    op.create_table(
        "paper_issuing",
        sa.Column("union_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("second_person", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_paper_issuing_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_issuing")),
        sa.UniqueConstraint("union_id", "kind", name=op.f("uq_paper_issuing_union_id_kind")),
    )
    with op.batch_alter_table("referrals") as referrals:
        referrals.add_column(sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=True))
        referrals.add_column(sa.Column("drafted_by", sa.Uuid(), nullable=True))
        referrals.add_column(sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True))
        referrals.add_column(sa.Column("revoked_reason", sa.Text(), nullable=True))
        referrals.alter_column("sent_at", existing_type=sa.DateTime(timezone=True), nullable=True)
    op.execute(sa.update(_REFERRALS).values(drafted_at=_REFERRALS.c.sent_at, drafted_by=_REFERRALS.c.sent_by))
    with op.batch_alter_table("referrals") as referrals:
        referrals.alter_column("drafted_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    # Before, there were no drafts: what was never sent goes.  What was revoked stays, with its revoked paper.
    connection = op.get_bind()
    drafts = sa.select(_REFERRALS.c.id, _REFERRALS.c.paper_id).where(_REFERRALS.c.sent_at.is_(None))
    for row in connection.execute(drafts).all():
        connection.execute(sa.delete(_ITEMS).where(_ITEMS.c.referral_id == row.id))
        connection.execute(sa.delete(_REFERRALS).where(_REFERRALS.c.id == row.id))
        connection.execute(sa.delete(_PAPERS).where(_PAPERS.c.id == row.paper_id))
    # A history with a step that is not known there cannot be shown; what it did to the demand stays, and the audit.
    op.execute("DELETE FROM demand_facts WHERE kind = 'referral_revoked'")
    op.execute("UPDATE referrals SET kind = 'other' WHERE kind = 'obstructed'")
    with op.batch_alter_table("referrals") as referrals:
        referrals.alter_column("sent_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        referrals.drop_column("revoked_reason")
        referrals.drop_column("revoked_at")
        referrals.drop_column("drafted_by")
        referrals.drop_column("drafted_at")
    op.drop_table("paper_issuing")
