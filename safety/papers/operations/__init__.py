"""Drafting, issuing, superseding and revoking papers; numbers without gaps; titles; sealed scans."""

from safety.papers.operations.drafts import discard_draft, draft_paper, redraft_paper
from safety.papers.operations.ending import (
    REVOCATIONS,
    Revocation,
    attach_sealed_scan,
    attach_sealed_scans,
    revoke_paper,
    right_to_revoke,
    supersede_paper,
    why_it_stands,
)
from safety.papers.operations.issuing import issue_paper, next_number
from safety.papers.operations.making import make_files_again, seal_files
from safety.papers.operations.sealing import note_trusted, seal_record, trust_key
from safety.papers.operations.titles import demand_second_person, edit_contact, edit_title

__all__ = [
    "REVOCATIONS",
    "Revocation",
    "attach_sealed_scan",
    "attach_sealed_scans",
    "demand_second_person",
    "discard_draft",
    "draft_paper",
    "edit_contact",
    "edit_title",
    "issue_paper",
    "make_files_again",
    "next_number",
    "note_trusted",
    "redraft_paper",
    "revoke_paper",
    "right_to_revoke",
    "seal_files",
    "seal_record",
    "supersede_paper",
    "trust_key",
    "why_it_stands",
]
