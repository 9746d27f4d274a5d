"""demands: the notice that was the last to ask, by its id instead of by the moment it was issued."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

#: Of a demand that is asked for now, the fact of the last asking says through which record it was; others name papers.
_BY_THE_LAST_ASKING = """
    UPDATE demands SET notice_id = (
        SELECT demand_facts.source_id FROM demand_facts
        WHERE demand_facts.demand_id = demands.id AND demand_facts.kind = 'demanded'
        ORDER BY demand_facts.seq DESC LIMIT 1)
    WHERE demanded_at IS NOT NULL
"""
_NOT_BY_A_NOTICE = """
    UPDATE demands SET notice_id = NULL
    WHERE notice_id IS NOT NULL AND notice_id NOT IN (SELECT notices.id FROM notices)
"""


def upgrade() -> None:
    op.add_column("demands", sa.Column("notice_id", sa.Uuid(), nullable=True))
    op.execute(_BY_THE_LAST_ASKING)
    op.execute(_NOT_BY_A_NOTICE)


def downgrade() -> None:
    op.drop_column("demands", "notice_id")
