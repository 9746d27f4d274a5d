"""Every write of evidence: keeping files, claiming them for a record, removing them."""

from __future__ import annotations

from safety.evidence.operations.claiming import CLAIMED_TOGETHER, asked_of_claim, attach_files, claim_files
from safety.evidence.operations.keeping import (
    Proven,
    Upload,
    keep_file,
    place_ahead_of_record,
    prove_content,
    store_file,
    store_uploads,
)
from safety.evidence.operations.removing import GRACE, Swept, remove_file, sweep_orphans

__all__ = [
    "CLAIMED_TOGETHER",
    "GRACE",
    "Proven",
    "Swept",
    "Upload",
    "asked_of_claim",
    "attach_files",
    "claim_files",
    "keep_file",
    "place_ahead_of_record",
    "prove_content",
    "remove_file",
    "store_file",
    "store_uploads",
    "sweep_orphans",
]
