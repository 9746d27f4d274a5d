"""projects: their special works, class of hazards, the days their terms count from, who organised the acceptance; accidents: why archived without an opinion."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

DAYS = (
    "design_applied_on",
    "design_accepted_on",
    "design_decided_on",
    "pre_evaluation_received_on",
    "pre_evaluation_decided_on",
    "effect_evaluated_on",
    "acceptance_plan_sent_on",
    "safety_accepted_on",
    "health_accepted_on",
    "acceptance_reported_on",
)
WORDS = (("special_works", 20), ("hazard_class", 12), ("safety_accepted_by", 12), ("health_accepted_by", 12))


def upgrade() -> None:
    with op.batch_alter_table("projects") as changed:
        for name, length in WORDS:
            changed.add_column(sa.Column(name, sa.String(length=length), nullable=True))
        for name in DAYS:
            changed.add_column(sa.Column(name, sa.Date(), nullable=True))
    with op.batch_alter_table("accidents") as changed:
        changed.add_column(sa.Column("no_opinion_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("accidents") as changed:
        changed.drop_column("no_opinion_reason")
    with op.batch_alter_table("projects") as changed:
        for name in DAYS:
            changed.drop_column(name)
        for name, _ in WORDS:
            changed.drop_column(name)
