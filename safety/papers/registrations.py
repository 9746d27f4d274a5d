"""Who may see the scans of sealed originals."""

from __future__ import annotations

from safety.access.permissions import Permission
from safety.evidence.queries import register_visibility, visible_with
from safety.papers.operations import OWNER_KIND

register_visibility(OWNER_KIND, visible_with(Permission.PAPER_READ))
