"""Which acts a notice permits in which state, and which findings may go on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
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
        NoticeAct.DELIVER: frozenset({_N.ISSUED, _N.SETTLED}),
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


class AllowsDays(Protocol):
    """Of a finding as it was judged: whether no later day may be set."""

    @property
    def settled(self) -> bool:
        """Whether the day is today."""


def check_at_once(judged: AllowsDays, term_on: date, *, today: date, field: str) -> None:
    """Refuse a later day for what has to be done at once.

    Raises:
        Invalid: names ``field``.
    """
    if judged.settled and term_on > today:
        sentence = N_("这项隐患应当立即处理，期限只能是今天；需要时间完成的工作写进整改意见")
        raise Invalid(sentence, code="at_once", fields={field: [sentence]})


@dataclass(frozen=True)
class Line:
    """A finding of a notice as it stands now; ``by_this``: this notice demanded it last, and no other since."""

    state: DemandState
    term_on: date | None = None
    by_this: bool = True
    demandable: bool = True


@dataclass(frozen=True)
class NoticeStanding:
    """A notice and its findings today; ``first_term`` is the earliest term that a draft sets."""

    state: NoticeState
    lines: Sequence[Line]
    today: date
    delivered: bool = False
    first_term: date | None = None


_D = DemandState
#: The states in which a finding may go out on a notice.
FRESH = frozenset({_D.RAISED, _D.UNCORRECTED})
#: Those of a finding that was asked for and is still in the employer's hands.
PRESSED = frozenset({_D.DEMANDED, _D.REPLIED, _D.UNCORRECTED, _D.REFERRED})
_WITH_NEWER = PRESSED | {_D.AWAITING_SECOND}


def notice_acts(now: NoticeStanding) -> frozenset[NoticeAct]:
    """What may be done with it: what its state permits, and its findings too."""
    fitting = {act for act, states in ALLOWED.items() if now.state in states}
    return frozenset(act for act in fitting if act not in _ALSO or _ALSO[act](now))


def can_go_out(now: NoticeStanding) -> bool:
    """Whether a draft may be issued as it is: no finding of it has ended or gone out since, no term has passed."""
    fresh = all(one.state in FRESH and one.demandable for one in now.lines)
    return fresh and (now.first_term is None or now.first_term >= now.today)


def is_pressed(line: Line) -> bool:
    """Whether a finding is in the employer's hands, and this notice was the last to ask for it."""
    return line.state in PRESSED and line.by_this


def can_be_pressed(now: NoticeStanding) -> bool:
    """Whether the employer still has something to do that this notice was the last to ask for."""
    return any(is_pressed(one) for one in now.lines)


def can_be_answered(now: NoticeStanding) -> bool:
    """Whether a reply may come: one that names this notice is taken also after a finding went out on a newer one."""
    return any(one.state in PRESSED for one in now.lines)


def is_untouched(now: NoticeStanding) -> bool:
    """Whether nothing has come of it yet: none of its findings was answered, looked at again or demanded anew."""
    standing = [one for one in now.lines if one.state is not _D.WITHDRAWN]
    return all(one.state is _D.DEMANDED and one.by_this for one in standing)


def check_delivered_once(now: NoticeStanding) -> None:
    """Refuse a second delivery.

    Raises:
        NotPossibleNow: code ``delivered``.
    """
    if now.delivered:
        raise NotPossibleNow(N_("送达情况已经登记"), code="delivered")


def check_untouched(now: NoticeStanding) -> None:
    """Refuse to revoke what was answered or looked at again.

    Raises:
        NotPossibleNow: code ``touched``.
    """
    if not is_untouched(now):
        raise NotPossibleNow(
            N_("意见书上有事项已经答复、复查、提请处理或另行发出意见书，不能再作废"), code="touched"
        )


def check_pressed(now: NoticeStanding) -> None:
    """Refuse to press the employer about what waits for the union alone.

    Raises:
        NotPossibleNow: code ``nothing_to_press``.
    """
    if not can_be_pressed(now):
        raise NotPossibleNow(N_("没有需要单位答复或整改的事项"), code="nothing_to_press")


_ALSO: Mapping[NoticeAct, Callable[[NoticeStanding], bool]] = MappingProxyType(
    {
        NoticeAct.ISSUE: can_go_out,
        NoticeAct.DELIVER: lambda now: not now.delivered,
        NoticeAct.REVOKE: is_untouched,
        NoticeAct.REMIND: can_be_pressed,
        NoticeAct.REPLY: can_be_answered,
    }
)


class NextStep(StrEnum):
    """What a notice waits for: the step that its page offers first."""

    ISSUE = "issue"
    REVISE = "revise"
    DELIVER = "deliver"
    RECHECK = "recheck"
    SECOND = "second"
    REFER = "refer"
    REMIND = "remind"
    DEPARTMENT = "department"
    REPLY = "reply"
    NEWER = "newer"
    SETTLED = "settled"
    NONE = "none"


_STEP_OF_STATE: Mapping[NoticeState, NextStep] = MappingProxyType(
    {
        _N.SETTLED: NextStep.SETTLED,
        _N.REVOKED: NextStep.NONE,
        _N.DISCARDED: NextStep.NONE,
    }
)


def next_step(now: NoticeStanding) -> NextStep:
    """The step that comes next for a notice.

    What failed its re-check goes to the department once its term, as it was renewed, has run out; while the term
    runs, and where nobody answered in time, the employer is reminded.  A draft that cannot go out is changed first.
    A notice of which something has come was received, whether its delivery was entered or not.  What went out on a
    newer notice waits there.
    """
    if now.state in _STEP_OF_STATE:
        return _STEP_OF_STATE[now.state]
    if now.state is _N.DRAFT:
        return NextStep.ISSUE if can_go_out(now) else NextStep.REVISE
    if now.state is _N.ISSUED and is_untouched(now):
        return NextStep.DELIVER
    lines = [one for one in now.lines if one.by_this]
    states = {one.state for one in lines}
    late = {one.state for one in lines if one.term_on is None or one.term_on < now.today}
    failed = DemandState.UNCORRECTED
    steps = (
        (DemandState.REPLIED in states, NextStep.RECHECK),
        (failed in late, NextStep.REFER),
        (failed in states or DemandState.DEMANDED in late, NextStep.REMIND),
        (DemandState.AWAITING_SECOND in states, NextStep.SECOND),
        (DemandState.DEMANDED in states, NextStep.REPLY),
        (DemandState.REFERRED in states, NextStep.DEPARTMENT),
        (any(one.state in _WITH_NEWER and not one.by_this for one in now.lines), NextStep.NEWER),
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
    if on_other_draft or finding.state not in FRESH:
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
