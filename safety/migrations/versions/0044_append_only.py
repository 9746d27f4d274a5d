"""audit: tables that are only added to refuse every change and deletion, by triggers.

``env.py`` puts the triggers on after each step from this one on, in the step's own transaction: it knows the list of
the version that runs (``audit/append_only.py``), and SQLite loses the triggers of a table that is rebuilt.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table changes."""


def downgrade() -> None:
    """Take every trigger away."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS append_only() CASCADE")
        return
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'append_only_*'"
    for name in op.get_bind().execute(sa.text(triggers)).scalars().all():
        op.execute(f'DROP TRIGGER "{name}"')
