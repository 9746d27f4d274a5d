"""What has to be there before a demand may be closed: the written reply, and a look that is worth its name.

A mandatory opinion, and a condition that a conclusion was signed with, ask for a written answer
(工会法 Art 24, 重庆市工会条例 Art 23): no verification closes one before the owner has answered, or has let
the term pass and that was recorded.  Everything here is given what happened; nothing reads a clock or a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from safety.corrections.vocabulary import DemandKind, RecheckMethod
from safety.errors import Invalid, NotPossibleNow
from safety.law.days import shanghai_date
from safety.text import N_, Text

#: The kinds of demand that are put to an owner in writing and answered in writing.
ANSWERED_KINDS = frozenset({DemandKind.OPINION, DemandKind.CONDITION})


class Gated(Protocol):
    """What the gate looks at: a standing or a row of demands."""

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def binding(self) -> bool: ...  # noqa: D102
    @property
    def raised_at(self) -> datetime | None: ...  # noqa: D102
    @property
    def raised_by(self) -> UUID | None: ...  # noqa: D102
    @property
    def term_on(self) -> date | None: ...  # noqa: D102
    @property
    def demanded_at(self) -> datetime | None: ...  # noqa: D102
    @property
    def replied_at(self) -> datetime | None: ...  # noqa: D102
    @property
    def no_reply_at(self) -> datetime | None: ...  # noqa: D102
    @property
    def closed_at(self) -> datetime | None: ...  # noqa: D102


@dataclass(frozen=True)
class Shut:
    """Why a re-check may not pass a demand, with a stable code."""

    code: str
    sentence: Text


def needs_reply(demand: Gated) -> bool:
    """Whether a written reply has to come before it may be closed."""
    return demand.kind in ANSWERED_KINDS and demand.binding


def answered_at(demand: Gated) -> datetime | None:
    """The newest written reply, or the recorded refusal of one; None while there is neither."""
    return max(filter(None, (demand.replied_at, demand.no_reply_at)), default=None)


def lacks_reply(demand: Gated) -> bool:
    """Whether the written reply that it needs is still missing."""
    return needs_reply(demand) and answered_at(demand) is None


def closed_unanswered(demand: Gated) -> bool:
    """Whether it was closed before the written reply was asked for: it stays closed, and is shown as such."""
    return demand.closed_at is not None and lacks_reply(demand)


def why_not_passed(
    demand: Gated, *, on: date, method: RecheckMethod = RecheckMethod.ON_SITE, by_id: UUID | None = None
) -> Shut | None:
    """Why a re-check of the day ``on`` may not find the demand fulfilled; None when it may."""
    if needs_reply(demand):
        answered = answered_at(demand)
        if demand.demanded_at is None:
            return Shut("not_sent", Text(N_("这一项还没有书面发出，不能核实合格")))
        if answered is None:
            return Shut(
                "needs_reply",
                Text(N_("还没有收到书面答复。须先登记答复，或在答复期满后登记对方不予答复，再核实合格")),
            )
        if on < shanghai_date(answered):
            return Shut(
                "recheck_before_reply",
                Text(N_("核实须在收到答复之后进行，答复日期是 %(day)s"), day=shanghai_date(answered)),
            )
    if demand.kind == DemandKind.FINDING and _only_says_so(demand, on=on, method=method, by_id=by_id):
        return Shut(
            "same_day_on_paper",
            Text(
                N_(
                    "发现问题的人当天不能凭书面材料核验合格：请到现场复查，或由另一人核验，或发出意见书后凭答复核验"
                )
            ),
        )
    return None


def _only_says_so(demand: Gated, *, on: date, method: RecheckMethod, by_id: UUID | None) -> bool:
    """Nobody was asked, nothing came back, and nobody else looked: no paper to look at."""
    unasked = demand.replied_at is None and method is RecheckMethod.ON_PAPER
    same_day = demand.raised_at is not None and on <= shanghai_date(demand.raised_at)
    return unasked and same_day and by_id == demand.raised_by


def check_passed(
    demand: Gated, *, on: date, method: RecheckMethod = RecheckMethod.ON_SITE, by_id: UUID | None = None
) -> None:
    """Refuse a re-check that would pass a demand too early.

    Raises:
        NotPossibleNow: with the code and sentence of ``why_not_passed``.
    """
    shut = why_not_passed(demand, on=on, method=method, by_id=by_id)
    if shut is not None:
        raise NotPossibleNow(shut.sentence, code=shut.code)


def check_reply_day(demand: Gated, *, at: datetime) -> None:
    """Refuse a reply of a day before the demand went out.

    Raises:
        Invalid: field ``received_at``.
    """
    if not needs_reply(demand) or demand.demanded_at is None:
        return
    if shanghai_date(at) < shanghai_date(demand.demanded_at):
        sentence = N_("答复不能早于意见发出之日")
        raise Invalid(sentence, code="reply_before_demand", fields={"received_at": [sentence]})


def check_no_reply(demand: Gated, *, today: date) -> None:
    """Refuse to record that no reply is given, unless one was asked for and its term has run out without it.

    Raises:
        NotPossibleNow: codes ``no_reply_needed``, ``answered``, ``term_runs``.
    """
    if not needs_reply(demand) or demand.demanded_at is None:
        raise NotPossibleNow(N_("只有已书面发出、必须落实的意见或条件才登记不予答复"), code="no_reply_needed")
    if answered_at(demand) is not None:
        raise NotPossibleNow(N_("已经收到答复，或已登记不予答复"), code="answered")
    if demand.term_on is None or today <= demand.term_on:
        raise NotPossibleNow(N_("答复期限届满后才能登记不予答复"), code="term_runs")
