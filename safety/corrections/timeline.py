"""What happened to a notice, in order, as the page shows it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from safety.corrections.models import DemandFact, Notice, Recheck, Referral, Reply
from safety.corrections.rules import FACT_LABELS, FactKind
from safety.text import N_

#: Facts of a finding that the notice itself does not tell already.
_OF_FINDINGS = {
    FactKind.TERM_SET: ("calendar-event", "warning"),
    FactKind.CLOSE_CONFIRMED: ("circle-check", "success"),
    FactKind.CLOSE_REFUSED: ("circle-x", "danger"),
    FactKind.WITHDRAWN: ("arrow-back-up", "neutral"),
    FactKind.REFERRAL_ANSWERED: ("gavel", "info"),
    FactKind.REFERRAL_REVOKED: ("ban", "danger"),
}


@dataclass(frozen=True)
class Entry:
    """One line; ``title`` is still to be translated."""

    at: datetime
    title: str
    words: str | None = None
    by: str | None = None
    symbol: str = "circle"
    tone: str = "neutral"


def entries_of_notice(
    notice: Notice,
    replies: Sequence[Reply],
    rechecks: Sequence[Recheck],
    referrals: Sequence[Referral],
    facts: Mapping[uuid.UUID, Sequence[DemandFact]],
) -> list[Entry]:
    """The notice's story, the newest first."""
    found = [Entry(notice.drafted_at, N_("起草意见书"), symbol="edit")]
    if notice.issued_at:
        found.append(
            Entry(notice.issued_at, N_("签发意见书"), notice.number, symbol="rubber-stamp", tone="info")
        )
    if notice.delivered_at:
        found.append(Entry(notice.delivered_at, N_("送达"), notice.delivered_to, symbol="send", tone="info"))
    if notice.revoked_at:
        found.append(Entry(notice.revoked_at, N_("作废"), notice.revoked_reason, symbol="ban", tone="danger"))
    if notice.settled_at:
        found.append(Entry(notice.settled_at, N_("全部事项办结"), symbol="circle-check", tone="success"))
    found += [
        Entry(one.received_at, N_("用人单位答复"), one.words, one.author, "message", "warning")
        for one in replies
    ]
    found += [
        Entry(one.entered_at, N_("复查"), one.words, one.by_name, "clipboard-check", "info")
        for one in rechecks
    ]
    found += [
        Entry(one.sent_at, N_("提请有关部门处理"), one.department, symbol="gavel", tone="progress")
        for one in referrals
        if one.sent_at is not None
    ]
    found += [_told(fact) for rows in facts.values() for fact in rows if FactKind(fact.kind) in _OF_FINDINGS]
    found += _reminders(notice, facts)
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _told(fact: DemandFact) -> Entry:
    kind = FactKind(fact.kind)
    symbol, tone = _OF_FINDINGS[kind]
    words = "；".join(
        part for part in (fact.term_on.isoformat() if fact.term_on else "", fact.words or "") if part
    )
    return Entry(fact.at, FACT_LABELS[kind], words or None, fact.by_name, symbol, tone)


def _reminders(notice: Notice, facts: Mapping[uuid.UUID, Sequence[DemandFact]]) -> list[Entry]:
    """One line for each reminder, however many findings it spoke of."""
    told = {
        fact.at: fact
        for rows in facts.values()
        for fact in rows
        if fact.kind == FactKind.REMINDED and fact.source_id == notice.id
    }
    return [Entry(at, N_("催办"), fact.words, fact.by_name, "bell", "warning") for at, fact in told.items()]
