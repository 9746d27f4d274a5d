"""room for the name of a format that is longer than ten characters (``geojson-layers``)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

SHORT, LONG = sa.String(length=10), sa.String(length=20)


def upgrade() -> None:
    with op.batch_alter_table("map_exports") as changed:
        changed.alter_column("format", existing_type=SHORT, type_=LONG, existing_nullable=False)


def downgrade() -> None:
    """A file of several layers is told as the format of its members; it can still be fetched under its code."""
    exports = sa.table("map_exports", sa.column("format", sa.String()))
    op.execute(exports.update().where(exports.c.format == "geojson-layers").values(format="geojson"))
    with op.batch_alter_table("map_exports") as changed:
        changed.alter_column("format", existing_type=LONG, type_=SHORT, existing_nullable=False)
