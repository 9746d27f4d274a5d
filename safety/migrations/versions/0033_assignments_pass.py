"""assignments end in their plan when their site passes to another union, which takes them up or closes them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is open at a site that passed on before has passed with it."""
    with op.batch_alter_table("assignments") as changed:
        changed.add_column(sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True))
        changed.add_column(sa.Column("passed_to_id", sa.Uuid(), nullable=True))
        changed.add_column(sa.Column("passed_reason", sa.String(length=300), nullable=True))
        changed.add_column(sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
        changed.add_column(sa.Column("settled_words", sa.String(length=300), nullable=True))
        changed.add_column(sa.Column("continued_by_id", sa.Uuid(), nullable=True))
        changed.create_foreign_key(
            op.f("fk_assignments_passed_to_id_unions"), "unions", ["passed_to_id"], ["id"]
        )
        changed.create_index(op.f("ix_assignments_passed_to_id"), ["passed_to_id"])
    _pass_on()


def _pass_on() -> None:
    assignments = sa.table(
        "assignments",
        *(sa.column(one) for one in ("id", "plan_id", "site_id", "union_id", "done_at")),
        *(sa.column(one) for one in ("passed_at", "passed_to_id", "passed_reason")),
    )
    sites = sa.table("sites", sa.column("id"), sa.column("union_id"))
    plans = sa.table("plans", sa.column("id"), sa.column("closed_at"))
    former = sa.table(
        "former_unions",
        *(sa.column(one) for one in ("site_id", "union_id", "reason", "handed_over_at")),
    )
    found = (
        sa.select(assignments.c.id, sites.c.union_id, former.c.handed_over_at, former.c.reason)
        .join(sites, sites.c.id == assignments.c.site_id)
        .join(plans, plans.c.id == assignments.c.plan_id)
        .join(former, (former.c.site_id == sites.c.id) & (former.c.union_id == assignments.c.union_id))
        .where(
            assignments.c.done_at.is_(None),
            plans.c.closed_at.is_(None),
            assignments.c.union_id != sites.c.union_id,
        )
        .order_by(former.c.handed_over_at)
    )
    connection = op.get_bind()
    for row in connection.execute(found).all():
        passed = {"passed_at": row.handed_over_at, "passed_to_id": row.union_id, "passed_reason": row.reason}
        connection.execute(assignments.update().where(assignments.c.id == row.id).values(**passed))


def downgrade() -> None:
    """What had passed is open in its first plan again."""
    with op.batch_alter_table("assignments") as changed:
        changed.drop_index(op.f("ix_assignments_passed_to_id"))
        changed.drop_constraint(op.f("fk_assignments_passed_to_id_unions"), type_="foreignkey")
        for column in (
            "continued_by_id",
            "settled_words",
            "settled_at",
            "passed_reason",
            "passed_to_id",
            "passed_at",
        ):
            changed.drop_column(column)
