"""who approved the report of an accident (批复机关)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was entered before names nobody: it was not asked."""
    op.add_column("accident_approvals", sa.Column("approver", sa.String(length=200), nullable=True))


def downgrade() -> None:
    op.drop_column("accident_approvals", "approver")
