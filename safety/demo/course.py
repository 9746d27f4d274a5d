"""What becomes of demonstration findings: notices, replies, re-checks, referrals, in every state there is."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from safety.access.scope import Actor
from safety.corrections import operations as corrections
from safety.corrections.inputs import NoticeLine, RecheckLine, ReplyLine
from safety.corrections.models import Demand, Notice
from safety.corrections.queries import demands_of
from safety.corrections.vocabulary import (
    DANGER_COLOUR,
    Delivery,
    DemandState,
    FindingGrade,
    RecheckResult,
    ReferralDecision,
    ReferralKind,
    Stance,
)
from safety.demo.timeline import Timeline
from safety.inspections import operations as inspections
from safety.inspections.models import Inspection
from safety.inspections.rules import InspectionState
from safety.law.days import shanghai_date
from safety.people.queries import place_of
from safety.workplaces.models import Site

#: The law has the local government asked about a hazard that stays uncorrected.
GOVERNMENT = "{district}人民政府"
REPLIES = ("已按意见整改完毕，附照片。", "已停用并更换，安排专人复核。", "已整改，并组织相关班组重新交底。")
REFUSAL = "该设备为租赁设备，我单位认为应由出租方整改，暂不采纳。"


class Fate(StrEnum):
    """How far a finding's correction goes."""

    UNASKED = "unasked"
    DRAFTED = "drafted"
    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"
    FAILED = "failed"
    SECOND = "second"
    REFERRED = "referred"
    REJECTED = "rejected"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


#: Oldest age in days, and the weights of the fates of findings up to that age.
_CHANCES: tuple[tuple[int, dict[Fate, int]], ...] = (
    (25, {Fate.UNASKED: 22, Fate.DRAFTED: 6, Fate.ASKED: 42, Fate.ANSWERED: 24, Fate.CLOSED: 6}),
    (
        120,
        {
            Fate.CLOSED: 58,
            Fate.ANSWERED: 3,
            Fate.ASKED: 6,
            Fate.FAILED: 8,
            Fate.SECOND: 5,
            Fate.REFERRED: 6,
            Fate.REJECTED: 4,
            Fate.REVOKED: 2,
            Fate.WITHDRAWN: 3,
        },
    ),
    (9999, {Fate.CLOSED: 86, Fate.FAILED: 4, Fate.REFERRED: 4, Fate.WITHDRAWN: 4, Fate.ASKED: 1}),
)


@dataclass
class Case:
    """The findings of one check on their way."""

    site: Site
    inspector: Actor
    head: Actor
    district: str
    fate: Fate
    inspection: Inspection
    term_days: int
    old: bool
    first_term_on: date = date.max
    last_term_on: date = date.max
    notice: Notice | None = None
    demands: list[Demand] = field(default_factory=list)

    def in_state(self, *states: DemandState) -> list[Demand]:
        """The findings that stand in one of ``states``."""
        return [one for one in self.demands if one.state in states]

    @property
    def is_dangerous(self) -> bool:
        """Whether one of the findings has to be dealt with at once."""
        return any(one.colour == DANGER_COLOUR for one in self.demands)


class Course:
    """Lets cases take their course on the timeline."""

    def __init__(self, rng: random.Random, timeline: Timeline, *, base_url: str) -> None:
        self.rng = rng
        self.timeline = timeline
        self.base_url = base_url
        self.waiting: set[str] = set()

    def begin(
        self,
        inspection: Inspection,
        now: datetime,
        *,
        site: Site,
        inspector: Actor,
        head: Actor,
        district: str,
        fate: Fate | None = None,
        term_days: int | None = None,
    ) -> None:
        """Let what a check found take its course, chosen by its age unless ``fate`` is given.

        ``term_days`` is for ordinary findings, 0 sets a term that ends on the last day of the story; a danger and a
        major hazard have the term that the rules propose.  A danger never lies without a notice.
        """
        age = (self.timeline.until - now).days
        chances = next(chances for oldest, chances in _CHANCES if age <= oldest)
        chosen = fate or self.rng.choices(list(chances), weights=list(chances.values()))[0]
        days = term_days if term_days is not None else self.rng.choice((7, 10, 10, 13))
        case = Case(site, inspector, head, district, chosen, inspection, days, old=age > 120)
        case.demands = demands_of("inspection", inspection.id)
        if not case.demands:
            return
        if case.is_dangerous and case.fate in {Fate.UNASKED, Fate.DRAFTED}:
            case.fate = Fate.ANSWERED
        if inspection.state == InspectionState.UNCERTIFIED:
            # One check of each district waits to be adopted, whatever becomes of the others.
            others = district in self.waiting
            self.waiting.add(district)
            if self.rng.random() < 0.6 and others:
                self.timeline.after(now, lambda at: self._adopt(case, at), days=3)
        else:
            if case.fate is Fate.SECOND:
                inspections.issue_record(actor=case.inspector, now=now, inspection=inspection)
            self._ask_later(case, now)

    def _adopt(self, case: Case, now: datetime) -> None:
        words = "经现场核对，检查记录属实，予以认可。"
        inspections.adopt_inspection(actor=case.head, now=now, inspection=case.inspection, words=words)
        self._ask_later(case, now)

    def _ask_later(self, case: Case, now: datetime) -> None:
        if case.fate is Fate.WITHDRAWN:
            self.timeline.after(now, lambda at: self._withdraw(case, at), days=1)
        elif case.is_dangerous:
            self._draft(case, now)
        elif case.fate is not Fate.UNASKED:
            self.timeline.after(now, lambda at: self._draft(case, at), hours=2)

    def _withdraw(self, case: Case, now: datetime) -> None:
        reason = "复核现场资料，该部位不属于受检单位管理，登记有误。"
        corrections.withdraw_demand(actor=case.head, now=now, demand=case.demands[0], reason=reason)
        case.fate = Fate.CLOSED
        if len(case.demands) > 1:
            self.timeline.after(now, lambda at: self._draft(case, at), hours=1)

    def _draft(self, case: Case, now: datetime) -> None:
        last_day = shanghai_date(self.timeline.until)
        wanted = shanghai_date(now) + timedelta(days=case.term_days)
        ordinary = _workday(wanted) if case.term_days else last_day
        lines = [
            NoticeLine(one.id, term_on=ordinary if _is_ordinary(one) else None)
            for one in case.in_state(DemandState.RAISED)
        ]
        case.notice = corrections.draft_notice(actor=case.inspector, now=now, site=case.site, lines=lines)
        terms = [item.term_on for item in case.notice.items]
        case.first_term_on, case.last_term_on = min(terms), max(terms)
        if case.is_dangerous:
            self._issue(case, now)
        elif case.fate is not Fate.DRAFTED:
            self.timeline.after(now, lambda at: self._issue(case, at), hours=1)

    def _issue(self, case: Case, now: datetime) -> None:
        corrections.issue_notice(actor=case.head, now=now, notice=_notice(case), base_url=self.base_url)
        if case.is_dangerous:
            self._deliver(case, now)
        elif self.rng.random() < 0.96:
            self.timeline.after(now, lambda at: self._deliver(case, at), days=1)

    def _deliver(self, case: Case, now: datetime) -> None:
        ways = (Delivery.IN_PERSON, Delivery.IN_PERSON, Delivery.POST, Delivery.ELECTRONIC)
        how = Delivery.IN_PERSON if case.is_dangerous else self.rng.choice(ways)
        corrections.record_delivery(
            actor=case.inspector,
            now=now,
            notice=_notice(case),
            at=now,
            how=how,
            to="单位安全管理部门（示例）",
        )
        term = (case.first_term_on - shanghai_date(now)).days
        late = (case.last_term_on - shanghai_date(now)).days + 3
        match case.fate:
            case Fate.ASKED:
                self.timeline.after(now, lambda at: self._remind(case, at), days=late)
            case Fate.REFERRED:
                self.timeline.after(now, lambda at: self._refer(case, at), days=late)
            case Fate.REVOKED:
                self.timeline.after(now, lambda at: self._revoke(case, at), days=1)
            case _:
                wait = self.rng.uniform(3, max(4, term - 3)) if term > 0 else 0.1
                self.timeline.after(now, lambda at: self._reply(case, at), days=wait)

    def _remind(self, case: Case, now: datetime) -> None:
        by_letter = self.rng.random() < 0.5
        words = "期限已过，请尽快书面答复整改情况。"
        corrections.remind(actor=case.head, now=now, notice=_notice(case), words=words, by_letter=by_letter)

    def _revoke(self, case: Case, now: datetime) -> None:
        reason = "受送达单位名称有误，另行签发。"
        corrections.revoke_notice(actor=case.head, now=now, notice=_notice(case), reason=reason)
        case.fate = Fate.CLOSED
        self.timeline.after(now, lambda at: self._draft(case, at), hours=3)

    def _reply(self, case: Case, now: datetime) -> None:
        lines = [
            self._answer(case, one, now, first=one is case.demands[0]) for one in case.demands if one.is_open
        ]
        corrections.record_reply(
            actor=case.inspector,
            now=now,
            received_at=now - timedelta(hours=2),
            lines=lines,
            author="单位安全管理部门（示例）",
            notice=_notice(case),
            workers_told_on=shanghai_date(now) - timedelta(days=1),
        )
        if case.fate is Fate.REJECTED:
            self.timeline.after(now, lambda at: self._refer(case, at), days=3)
        elif case.fate is not Fate.ANSWERED:
            self.timeline.after(now, lambda at: self._recheck(case, at), days=self.rng.uniform(2, 7))

    def _answer(self, case: Case, demand: Demand, now: datetime, *, first: bool) -> ReplyLine:
        if case.fate is Fate.REJECTED and first:
            return ReplyLine(demand.id, Stance.REJECTED, words=REFUSAL)
        return ReplyLine(
            demand.id,
            Stance.ADOPTED,
            words=self.rng.choice(REPLIES),
            person="示例责任人",
            done_on=shanghai_date(now) - timedelta(days=1),
        )

    def _recheck(self, case: Case, now: datetime, *, again: bool = False) -> None:
        open_ones = case.in_state(
            DemandState.REPLIED, DemandState.DEMANDED, DemandState.UNCORRECTED, DemandState.REFERRED
        )
        if not open_ones:
            return
        fails = case.fate is Fate.FAILED and not again
        lines = [
            RecheckLine(one.id, RecheckResult.FAILED, words="现场仍未按要求整改，与答复不符。")
            if fails and one is open_ones[0]
            else RecheckLine(one.id, RecheckResult.PASSED, words="现场核实已整改到位。")
            for one in open_ones
        ]
        recheck = corrections.record_recheck(
            actor=case.inspector,
            now=now,
            checked_on=shanghai_date(now),
            lines=lines,
            met="单位安全员（示例）",
        )
        if fails or self.rng.random() < 0.3:
            corrections.issue_recheck_opinion(actor=case.head, now=now, recheck=recheck)
        for one in case.in_state(DemandState.CLOSED) if again else ():
            corrections.issue_closing_slip(actor=case.head, now=now, demand=one)
        if case.fate is not Fate.SECOND:
            self.timeline.after(now, lambda at: self._confirm(case, at), days=1)
        if fails and case.old:
            self.timeline.after(now, lambda at: self._recheck(case, at, again=True), days=12)

    def _confirm(self, case: Case, now: datetime) -> None:
        for one in case.in_state(DemandState.AWAITING_SECOND):
            words = "查阅整改前后照片并抽查现场，同意销号。"
            corrections.confirm_close(actor=case.head, now=now, demand=one, words=words)

    def _refer(self, case: Case, now: datetime) -> None:
        rejected = case.fate is Fate.REJECTED
        referral = corrections.refer(
            actor=case.head,
            now=now,
            place=place_of(case.site),
            department=GOVERNMENT.format(district=case.district),
            about=f"{case.site.name}未按意见书整改隐患",
            reason="用人单位不采纳工会意见，隐患仍然存在。"
            if rejected
            else "期限届满未答复、未整改，催办无果。",
            request="请依法责令该单位整改，并将处理结果书面告知本会。",
            kind=ReferralKind.REFUSAL if rejected else ReferralKind.OVERDUE,
            demand_ids=[one.id for one in case.demands[:1] if one.is_open],
            site_id=case.site.id,
        )

        def receive(at: datetime) -> None:
            corrections.record_referral_receipt(
                actor=case.head, now=at, referral=referral, received_on=shanghai_date(at)
            )

        def answer(at: datetime) -> None:
            corrections.record_referral_answer(
                actor=case.head,
                now=at,
                referral=referral,
                answered_on=shanghai_date(at),
                decision=ReferralDecision.ORDERED,
                answer="已责成区应急管理局现场核查并下达责令限期整改指令书，督促完成整改。",
            )
            self.timeline.after(at, lambda later: self._recheck(case, later), days=8)

        self.timeline.after(now, receive, days=2)
        if self.rng.random() < 0.8:
            self.timeline.after(now, answer, days=self.rng.uniform(15, 28))


def _notice(case: Case) -> Notice:
    if case.notice is None:
        raise LookupError("the case has no notice yet")
    return case.notice


def _is_ordinary(demand: Demand) -> bool:
    return demand.grade == FindingGrade.ORDINARY and demand.colour != DANGER_COLOUR


def _workday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= 5 else day
