"""Who may see the scans of sealed originals, and what the kinds of papers rest on."""

from __future__ import annotations

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.evidence.models import EvidenceFile
from safety.evidence.queries import register_visibility, visible_with
from safety.law.uses import register_uses
from safety.papers.bases import uses_by_papers
from safety.papers.operations.office import mark_papers
from safety.papers.queries import OWNER_KIND, paper_by_id, papers_citing
from safety.papers.rules import states_position
from safety.people.operations.appointments import OFFICE_FOLLOWERS
from safety.people.sight import sees_precisely
from safety.reference.operations.law_texts import RESTING

_IN_SCOPE = visible_with(Permission.PAPER_READ)


def _scan_visible(actor: Actor, file: EvidenceFile) -> bool:
    """A scan shows what the paper says, a precise position too."""
    if not _IN_SCOPE(actor, file):
        return False
    paper = paper_by_id(file.owner_id) if file.owner_id else None
    return paper is None or not states_position(paper.content) or sees_precisely(paper, actor)


register_visibility(OWNER_KIND, _scan_visible)
OFFICE_FOLLOWERS.append(mark_papers)
RESTING.append(papers_citing)
register_uses(uses_by_papers)
