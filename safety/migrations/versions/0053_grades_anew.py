"""accidents: those that an earlier version graded by numbers are graded anew by the operation, right after the upgrade."""

from __future__ import annotations

from alembic import op

from safety.migrations.acts import REGRADE, owe

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    owe(op.get_bind(), REGRADE)


def downgrade() -> None:
    """Grades stay: an earlier version makes its own at the next write."""
