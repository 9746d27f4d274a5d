"""The records that matter: the one list of tables whose every row is hashed into the audit when it changes.

``safety.audit.record_hashes`` hashes by it, ``safety.proof`` verifies by it; docs/security/proof.md tells both in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Columns that are made anew from others at any time, and say nothing by themselves.
MADE_FROM_OTHERS = frozenset({"folded", "name_key", "name_order", "name_reading"})


@dataclass(frozen=True)
class Covered:
    """How one table is covered.

    ``without``: columns of the machinery, which change without anybody's act.  ``drafts``: rows whose state is
    ``draft`` are saved while somebody types and are hashed once they are submitted.  ``personal``: the hash takes a
    salt that is kept apart and goes with the person's data, so that nothing can be guessed from it.
    """

    without: frozenset[str] = MADE_FROM_OTHERS
    drafts: bool = False
    personal: bool = False


_PLAIN = Covered()

COVERED: Mapping[str, Covered] = {
    # findings and demands, from the check to the last fact
    "inspections": Covered(drafts=True),
    "inspection_conflicts": _PLAIN,
    "findings": _PLAIN,
    "demands": Covered(without=MADE_FROM_OTHERS | {"notice_id"}),  # which its facts tell
    "demand_facts": _PLAIN,
    "notices": _PLAIN,
    "notice_items": _PLAIN,
    "replies": Covered(personal=True),
    "reply_items": _PLAIN,
    "rechecks": _PLAIN,
    "recheck_items": _PLAIN,
    "referrals": _PLAIN,
    "referral_items": _PLAIN,
    "evacuation_proposals": _PLAIN,
    # accidents
    "accidents": _PLAIN,
    "accident_notices": _PLAIN,
    "accident_casualties": _PLAIN,
    "accident_victims": Covered(personal=True),
    "accident_opinions": _PLAIN,
    "accident_seats": _PLAIN,
    "accident_reports": _PLAIN,
    "accident_signings": _PLAIN,
    "accident_approvals": _PLAIN,
    "accident_extensions": _PLAIN,
    "accident_appraisals": _PLAIN,
    "accident_handovers": _PLAIN,
    "accident_activities": _PLAIN,
    "accident_activity_members": _PLAIN,
    # reviews of projects
    "project_reviews": _PLAIN,
    "project_opinions": _PLAIN,
    "project_sign_offs": _PLAIN,
    "project_dissents": _PLAIN,
    "project_attendances": _PLAIN,
    "project_moves": _PLAIN,
    # where work is done, and who supervises it: what a sign-in and each check leave by themselves is not covered
    "sites": Covered(without=MADE_FROM_OTHERS | {"last_checked_on"}),
    "projects": Covered(without=MADE_FROM_OTHERS | {"no_union_part"}),
    "members": Covered(
        without=MADE_FROM_OTHERS
        | {
            "totp_last_step",
            "recovery_codes",
            "must_change_password",
            "password_changed_at",
            "access_ended_at",
        },
        personal=True,
    ),
    "certificates": Covered(personal=True),
    "certificate_states": _PLAIN,
    # who acted by which right, what was issued, what was kept, what a tablet was told
    "appointments": _PLAIN,
    "papers": Covered(without=MADE_FROM_OTHERS | {"sealed_at", "file_job_id"}),
    "labour_letters": _PLAIN,
    "evidence_files": _PLAIN,
    "sync_receipts": _PLAIN,
    # what is printed on papers and sent outside: a seal's day and its absence are told by nothing else
    "audit_seals": _PLAIN,
}
