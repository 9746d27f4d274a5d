"""Who may see the pictures of replies and re-checks, and what broken constraints mean."""

from __future__ import annotations

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.corrections import queries
from safety.corrections.models import Notice, Referral
from safety.corrections.operations import notices, referrals
from safety.corrections.operations.evacuations import check_evacuation_undecided, check_undecided
from safety.corrections.operations.following import follow_site
from safety.corrections.operations.receipts import OWNER_KIND as REPLY_ITEM
from safety.corrections.operations.rechecks import OWNER_KIND as RECHECK_ITEM
from safety.corrections.rules import RIGHTS as DEMAND_RIGHTS
from safety.corrections.rules import DemandKind
from safety.evidence.models import EvidenceFile
from safety.evidence.queries import register_visibility
from safety.papers.operations import REVOCATIONS, Revocation
from safety.papers.previews import edit_pages
from safety.papers.queries import DRAFTED, SEEN_WITH
from safety.papers.rules import PaperKind
from safety.people.queries import place_of
from safety.reference.operations.law_texts import RESTING
from safety.text import N_
from safety.wire.problems import explain_constraint
from safety.workplaces.operations.handing_over import WITH_SITE
from safety.workplaces.queries.transfers import WAITING_AT, Waiting


def _may_see(actor: Actor, file: EvidenceFile) -> bool:
    """Whoever may read the demand that the picture belongs to: where it lay on the picture's day, or lies now."""
    demand = queries.demand_of_item(file.owner_kind or "", file.owner_id) if file.owner_id else None
    if demand is None:
        return False
    scope = actor.scope(DEMAND_RIGHTS[DemandKind(demand.kind)].read)
    return scope.covers(place_of(file)) or scope.covers(place_of(demand))


register_visibility(REPLY_ITEM, _may_see)
register_visibility(RECHECK_ITEM, _may_see)
WITH_SITE.append(follow_site)
WAITING_AT["findings"] = Waiting(N_("未闭环的隐患 %(count)s 条"), queries.count_open_at)
REVOCATIONS[PaperKind.CORRECTION_NOTICE] = Revocation(
    notices.follow_revoked_notice, stands=notices.check_notice_untouched
)
REVOCATIONS[PaperKind.REFERRAL] = Revocation(
    referrals.follow_revoked_referral,
    stands=referrals.check_referral_unanswered,
    right=referrals.right_of_referral,
)
REVOCATIONS[PaperKind.EVACUATION_PROPOSAL] = Revocation(check_evacuation_undecided, stands=check_undecided)
DRAFTED[PaperKind.CORRECTION_NOTICE] = notices.content_of_draft
DRAFTED[PaperKind.REFERRAL] = referrals.content_of_draft
RESTING.append(queries.demands_citing)
SEEN_WITH.extend([Notice, Referral])
edit_pages[PaperKind.CORRECTION_NOTICE] = (
    "corrections.edit_notice",
    "notice_id",
    Permission.INSPECTION_RECORD,
)
edit_pages[PaperKind.REFERRAL] = ("corrections.edit_referral", "referral_id", Permission.NOTICE_ISSUE)
explain_constraint("uq_demand_facts_demand_id_seq", N_("这条记录刚刚被他人处理，请刷新后重试"))
explain_constraint(
    "uq_notice_items_notice_id_demand_id", N_("同一项隐患不能重复列入一份意见书"), field="lines"
)
explain_constraint("uq_reply_items_reply_id_demand_id", N_("同一事项不能重复答复"), field="lines")
explain_constraint("uq_recheck_items_recheck_id_demand_id", N_("同一事项不能重复复查"), field="lines")
