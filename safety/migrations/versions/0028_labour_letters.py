"""letters of the union's supervision of labour law (一函两书)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

INDEXES = {
    "union_id_labour_letters_state": ["union_id", "state"],
    "drafted_at": ["drafted_at"],
    "district_code": ["district_code"],
    "union_id": ["union_id"],
}
KINDS = ("labour_law_prompt", "labour_law_opinion", "labour_law_suggestion")


def upgrade() -> None:
    op.create_table(
        "labour_letters",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column("employer_name", sa.String(length=200), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("paper_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.String(length=80), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("district_code", sa.String(length=6), nullable=True),
        sa.Column("union_id", sa.Uuid(), nullable=False),
        sa.Column("folded", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("(state = 'draft') = (number IS NULL)", name=op.f("ck_labour_letters_numbered")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_labour_letters_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labour_letters")),
    )
    for name, columns in INDEXES.items():
        op.create_index(op.f(f"ix_labour_letters_{name}"), "labour_letters", columns)


def downgrade() -> None:
    """The letters go with their papers: the version before knows no such kind."""
    papers = sa.table("papers", sa.column("kind", sa.String()))
    op.execute(papers.delete().where(papers.c.kind.in_(KINDS)))
    for table in ("paper_titles", "paper_issuing", "paper_counters"):
        rows = sa.table(table, sa.column("kind", sa.String()))
        op.execute(rows.delete().where(rows.c.kind.in_(KINDS)))
    roles = sa.table("appointments", sa.column("role", sa.String()))
    op.execute(roles.delete().where(roles.c.role == "labour_law_supervisor"))
    op.drop_table("labour_letters")
