"""Every write of letters."""

from safety.labour_law.operations.letters import (
    change_letter,
    check_draft,
    discard_letter,
    draft_letter,
    issue_letter,
)

__all__ = ["change_letter", "check_draft", "discard_letter", "draft_letter", "issue_letter"]
