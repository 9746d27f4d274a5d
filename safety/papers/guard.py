"""Which papers may be opened by whom besides their scope: one that states a place wants the right to it."""

from __future__ import annotations

import uuid

from safety.access.permissions import Permission
from safety.errors import NotAllowed
from safety.papers.models import Paper
from safety.papers.queries import get_paper
from safety.papers.rules import states_position
from safety.people.guard import current_scope
from safety.people.sight import sees_precisely
from safety.text import N_


def may_open(paper: Paper) -> bool:
    """Whether who asks may read the paper itself and its scans: what is signed cannot be rounded."""
    return not states_position(paper.content) or sees_precisely(paper)


def paper_to_open(paper_id: uuid.UUID) -> Paper:
    """The paper, to hand over its files.

    Raises:
        NotFound: there is none, or it is out of scope.
        NotAllowed: it states a precise position, and who asks may not know that (``position_precise``).
    """
    found = get_paper(paper_id, current_scope(Permission.PAPER_READ))
    if not may_open(found):
        raise NotAllowed(N_("这份文书写有现场的精确位置，您没有查看精确位置的权限"), code="position_precise")
    return found
