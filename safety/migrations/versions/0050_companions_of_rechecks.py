"""rechecks: who came along, each with the member that the name was found to be; of earlier ones only the names are known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

_DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("rechecks", sa.Column("came_along", _DOCUMENT, nullable=True))


def downgrade() -> None:
    """The names of those who were chosen go back among the typed ones, as far as these have room."""
    rechecks = sa.table(
        "rechecks",
        sa.column("id", sa.Uuid()),
        sa.column("companions", sa.String()),
        sa.column("came_along", _DOCUMENT),
    )
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(rechecks.c.id, rechecks.c.came_along).where(rechecks.c.came_along.is_not(None))
    ).all()
    for row in rows:
        names = "、".join(one["name"] for one in row.came_along)[:200]
        connection.execute(rechecks.update().where(rechecks.c.id == row.id).values(companions=names))
    op.drop_column("rechecks", "came_along")
