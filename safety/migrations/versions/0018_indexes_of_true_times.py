"""lists and exports of checks ask when a check was by the server's clock: the indexes follow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_BEGAN_AT = sa.text("coalesce(started_by_server, started_at)")


def upgrade() -> None:
    op.drop_index(op.f("ix_inspections_started_at"), table_name="inspections")
    op.drop_index(op.f("ix_inspections_site_id_inspections_started_at"), table_name="inspections")
    op.create_index("ix_inspections_began_at", "inspections", [_BEGAN_AT])
    op.create_index("ix_inspections_site_id_began_at", "inspections", ["site_id", _BEGAN_AT])


def downgrade() -> None:
    op.drop_index("ix_inspections_site_id_began_at", table_name="inspections")
    op.drop_index("ix_inspections_began_at", table_name="inspections")
    op.create_index(op.f("ix_inspections_started_at"), "inspections", ["started_at"])
    op.create_index(
        op.f("ix_inspections_site_id_inspections_started_at"), "inspections", ["site_id", "started_at"]
    )
