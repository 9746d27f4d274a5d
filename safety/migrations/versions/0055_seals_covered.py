"""audit: the seals of the heads are hashed too; those that are there are registered as they are now."""

from __future__ import annotations

from alembic import op

from safety.migrations.covering import newly_covered

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table changes: ``env.py`` registers what is there, in the audit, when all steps are done."""
    newly_covered(op.get_bind(), ["audit_seals"])


def downgrade() -> None:
    """The hashes stay in the audit; an earlier version does not look at them."""
