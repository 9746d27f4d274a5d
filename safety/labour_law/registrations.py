"""Where a letter's draft is changed, and what becomes of a letter when its paper is revoked."""

from __future__ import annotations

from safety.access.permissions import Permission
from safety.labour_law.operations.letters import content_of_draft, follow_revoked_letter
from safety.labour_law.vocabulary import LetterKind
from safety.papers.operations import REVOCATIONS, Revocation
from safety.papers.previews import edit_pages
from safety.papers.queries import DRAFTED
from safety.papers.rules import PaperKind

for _kind in LetterKind:
    REVOCATIONS[PaperKind(_kind)] = Revocation(follow_revoked_letter)
    DRAFTED[PaperKind(_kind)] = content_of_draft
    edit_pages[PaperKind(_kind)] = ("labour_law.edit_letter", "letter_id", Permission.LABOUR_LAW_DRAFT)
