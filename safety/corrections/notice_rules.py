"""Which acts a notice permits in which state, and which findings may go on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol
from uuid import UUID

from safety.corrections.vocabulary import DemandKind, DemandState, NoticeState
from safety.errors import Invalid, NotPossibleNow
from safety.law.days import shanghai_date
from safety.text import N_, Text

#: Clocks of tablets run ahead: how far into the future a recorded moment may lie.
TOLERANCE = timedelta(minutes=10)


class NoticeAct(StrEnum):
    """What may be done with a notice."""

    UPDATE = "update"
    ISSUE = "issue"
    DISCARD = "discard"
    DELIVER = "deliver"
    REVOKE = "revoke"
    REMIND = "remind"
    REPLY = "reply"
    LINK = "link"


_N = NoticeState
_OUT = frozenset({_N.ISSUED, _N.DELIVERED})
ALLOWED: Mapping[NoticeAct, frozenset[NoticeState]] = MappingProxyType(
    {
        NoticeAct.UPDATE: frozenset({_N.DRAFT}),
        NoticeAct.ISSUE: frozenset({_N.DRAFT}),
        NoticeAct.DISCARD: frozenset({_N.DRAFT}),
        NoticeAct.DELIVER: frozenset({_N.ISSUED}),
        NoticeAct.REVOKE: _OUT,
        NoticeAct.REMIND: _OUT,
        NoticeAct.REPLY: _OUT,
        NoticeAct.LINK: _OUT,
    }
)
_WHY_NOT: Mapping[NoticeState, str] = MappingProxyType(
    {
        _N.DRAFT: N_("意见书还是草稿，请先签发"),
        _N.ISSUED: N_("意见书已经签发，内容不能再修改"),
        _N.DELIVERED: N_("意见书已经送达，不能进行这项操作"),
        _N.SETTLED: N_("意见书已经办结，不能进行这项操作"),
        _N.REVOKED: N_("意见书已经作废，不能进行这项操作"),
        _N.DISCARDED: N_("这份草稿已经弃用"),
    }
)


def check_notice(state: NoticeState, act: NoticeAct) -> None:
    """Refuse ``act`` unless the notice's state permits it.

    Raises:
        NotPossibleNow: with a sentence that names the state.
    """
    if state not in ALLOWED[act]:
        raise NotPossibleNow(_WHY_NOT[state], code=f"notice_{state}")


def check_terms_ahead(terms: Iterable[date], *, today: date) -> None:
    """Refuse to issue a draft that lay until one of its terms ran out.

    Raises:
        NotPossibleNow: code ``term_passed``.
    """
    first = min(terms)
    if first < today:
        raise NotPossibleNow(Text(N_("期限 %(day)s 已经过去，请修改后再签发"), day=first), code="term_passed")


def notice_acts(state: NoticeState) -> frozenset[NoticeAct]:
    """What may be done in ``state``."""
    return frozenset(act for act, states in ALLOWED.items() if state in states)


class NextStep(StrEnum):
    """What a notice waits for: the step that its page offers first."""

    ISSUE = "issue"
    DELIVER = "deliver"
    RECHECK = "recheck"
    SECOND = "second"
    REFER = "refer"
    REMIND = "remind"
    DEPARTMENT = "department"
    REPLY = "reply"
    SETTLED = "settled"
    NONE = "none"


_STEP_OF_STATE: Mapping[NoticeState, NextStep] = MappingProxyType(
    {
        _N.DRAFT: NextStep.ISSUE,
        _N.ISSUED: NextStep.DELIVER,
        _N.SETTLED: NextStep.SETTLED,
        _N.REVOKED: NextStep.NONE,
        _N.DISCARDED: NextStep.NONE,
    }
)


def next_step(
    state: NoticeState, demands: Iterable[tuple[DemandState, date | None]], *, today: date
) -> NextStep:
    """The step that comes next for a notice over demands in these states with these terms.

    What failed its re-check goes to the department once its term, as it was renewed, has run out; while the term
    runs, and where nobody answered in time, the employer is reminded.
    """
    if state in _STEP_OF_STATE:
        return _STEP_OF_STATE[state]
    rows = list(demands)
    states = {one for one, _term in rows}
    late = {one for one, term_on in rows if term_on is None or term_on < today}
    failed = DemandState.UNCORRECTED
    steps = (
        (DemandState.REPLIED in states, NextStep.RECHECK),
        (failed in late, NextStep.REFER),
        (failed in states or DemandState.DEMANDED in late, NextStep.REMIND),
        (DemandState.AWAITING_SECOND in states, NextStep.SECOND),
        (DemandState.DEMANDED in states, NextStep.REPLY),
        (DemandState.REFERRED in states, NextStep.DEPARTMENT),
    )
    return next((step for holds, step in steps if holds), NextStep.NONE)


class FindingLike(Protocol):
    """What of a finding the rule looks at."""

    kind: str
    site_id: UUID | None
    state: str
    summary: str
    can_be_demanded: bool


def check_finding(finding: FindingLike | None, *, site_id: UUID, on_other_draft: bool) -> None:
    """Refuse a finding that cannot go on a notice for ``site_id``.

    Raises:
        Invalid: unknown, of another kind, or of another site (field ``lines``).
        NotPossibleNow: on another notice, ended, or of an inspection not adopted yet.
    """
    if finding is None or finding.site_id != site_id or finding.kind != DemandKind.FINDING:
        sentence = N_("所选隐患不属于这个场所")
        raise Invalid(sentence, code="other_site", fields={"lines": [sentence]})
    if not finding.can_be_demanded:
        words = N_("「%(summary)s」由无有效证件的人员检查发现，须由持证检查员采认后才能列入意见书")
        raise NotPossibleNow(Text(words, summary=finding.summary), code="not_adopted")
    if on_other_draft or finding.state not in {DemandState.RAISED, DemandState.UNCORRECTED}:
        words = N_("「%(summary)s」已列入另一份意见书或已办结")
        raise NotPossibleNow(Text(words, summary=finding.summary), code="already_demanded")


def check_delivery(at: datetime, *, issued_at: datetime | None, now: datetime) -> None:
    """Refuse a delivery in the future, or on a day before the issue.

    Raises:
        Invalid: field ``at``.
    """
    too_early = issued_at is None or shanghai_date(at) < shanghai_date(issued_at)
    if too_early or at > now + TOLERANCE:
        sentence = N_("送达时间应在签发之后、现在之前")
        raise Invalid(sentence, code="delivery_time", fields={"at": [sentence]})


def check_past(at: datetime, *, now: datetime, field: str) -> None:
    """Refuse a moment in the future.

    Raises:
        Invalid: names ``field``.
    """
    if at > now + TOLERANCE:
        sentence = N_("时间不能晚于现在")
        raise Invalid(sentence, code="in_future", fields={field: [sentence]})
