"""accident_victims: whether the person is a 农民工, asked apart from the form of employment.

Rows that say 农民工 as their form of employment are not written: their hash stands in the audit, and ``Victim.migrant`` reads
it from there.  Of all others it is unknown.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accident_victims", sa.Column("is_migrant", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Where no form of employment was said 农民工 goes back into it; of a dispatched one the earlier version cannot say it."""
    victims = sa.table(
        "accident_victims", sa.column("employment", sa.String()), sa.column("is_migrant", sa.Boolean())
    )
    told = sa.and_(victims.c.is_migrant.is_(True), victims.c.employment.is_(None))
    op.execute(victims.update().where(told).values(employment="migrant"))
    op.drop_column("accident_victims", "is_migrant")
