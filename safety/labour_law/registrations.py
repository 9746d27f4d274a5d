"""Where a letter's draft is changed, for the page that is read before issuing."""

from __future__ import annotations

from safety.access.permissions import Permission
from safety.labour_law.vocabulary import LetterKind
from safety.papers.previews import edit_pages
from safety.papers.rules import PaperKind

for _kind in LetterKind:
    edit_pages[PaperKind(_kind)] = ("labour_law.edit_letter", "letter_id", Permission.LABOUR_LAW_DRAFT)
