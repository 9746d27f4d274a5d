"""accidents: the day on which the government that investigates received the report; of earlier cases it is not known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until now the day on which the union received the report stood for it; that day is kept with the report alone."""
    op.add_column("accidents", sa.Column("report_submitted_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("accidents", "report_submitted_on")
