"""Every write of corrections: demands, notices, replies, re-checks, referrals, evacuations."""

from safety.corrections.inputs import NewDemand, NoticeLine, RecheckLine, ReplyLine
from safety.corrections.operations.closing import closing_slip_of, issue_closing_slip
from safety.corrections.operations.demands import (
    adopt_demands,
    edit_demand,
    hand_over_demands,
    mark_delivered,
    mark_demanded,
    rejudge_demands,
    say_grounds,
    set_term,
    withdraw_demand,
)
from safety.corrections.operations.evacuations import propose_evacuation, record_evacuation_decision
from safety.corrections.operations.links import make_link, revoke_links
from safety.corrections.operations.notices import (
    discard_notice,
    draft_notice,
    issue_notice,
    record_delivery,
    revoke_notice,
    update_notice,
)
from safety.corrections.operations.raising import demands_there, raise_demand, raise_demands, reopen_demand
from safety.corrections.operations.rechecks import (
    confirm_close,
    issue_recheck_opinion,
    record_recheck,
    refuse_close,
)
from safety.corrections.operations.referral_drafts import discard_referral, draft_referral, update_referral
from safety.corrections.operations.referrals import (
    issue_referral,
    record_referral_answer,
    record_referral_receipt,
    refer,
    revoke_referral,
)
from safety.corrections.operations.reminders import remind
from safety.corrections.operations.replies import (
    accept_reply,
    record_no_reply,
    record_reply,
    reply_by_link,
    reply_from_outside,
)
from safety.corrections.operations.settings import set_terms

__all__ = [
    "NewDemand",
    "NoticeLine",
    "RecheckLine",
    "ReplyLine",
    "accept_reply",
    "adopt_demands",
    "closing_slip_of",
    "confirm_close",
    "demands_there",
    "discard_notice",
    "discard_referral",
    "draft_notice",
    "draft_referral",
    "edit_demand",
    "hand_over_demands",
    "issue_closing_slip",
    "issue_notice",
    "issue_recheck_opinion",
    "issue_referral",
    "make_link",
    "mark_delivered",
    "mark_demanded",
    "propose_evacuation",
    "raise_demand",
    "raise_demands",
    "record_delivery",
    "record_evacuation_decision",
    "record_no_reply",
    "record_recheck",
    "record_referral_answer",
    "record_referral_receipt",
    "record_reply",
    "refer",
    "refuse_close",
    "rejudge_demands",
    "remind",
    "reopen_demand",
    "reply_by_link",
    "reply_from_outside",
    "revoke_links",
    "revoke_notice",
    "revoke_referral",
    "say_grounds",
    "set_term",
    "set_terms",
    "update_notice",
    "update_referral",
    "withdraw_demand",
]
