"""casualties: a day of death for each person who died, instead of one for a report."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
_REPORTS = sa.table(
    "accident_casualties",
    sa.column("id", sa.Uuid()),
    sa.column("died_on", sa.Date()),
    sa.column("deaths_on", _DOCUMENT),
)


def upgrade() -> None:
    """The day of a report is that of all whom it has more than the one before."""
    c = _REPORTS.c
    with op.batch_alter_table("accident_casualties") as changed:
        changed.add_column(sa.Column("deaths_on", _DOCUMENT, nullable=False, server_default="[]"))
    found = op.get_bind().execute(sa.select(c.id, c.died_on).where(c.died_on.is_not(None))).all()
    for one, day in found:
        op.execute(_REPORTS.update().where(c.id == one).values(deaths_on=[day.isoformat()]))
    with op.batch_alter_table("accident_casualties") as changed:
        changed.alter_column("deaths_on", server_default=None)
        changed.drop_column("died_on")


def downgrade() -> None:
    """Of several days the last one stays."""
    c = _REPORTS.c
    with op.batch_alter_table("accident_casualties") as changed:
        changed.add_column(sa.Column("died_on", sa.Date(), nullable=True))
    for one, days in op.get_bind().execute(sa.select(c.id, c.deaths_on)).all():
        if days:
            last = date.fromisoformat(max(days))
            op.execute(_REPORTS.update().where(c.id == one).values(died_on=last))
    with op.batch_alter_table("accident_casualties") as changed:
        changed.drop_column("deaths_on")
