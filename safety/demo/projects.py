"""Demonstration projects: every way a review can go, from the invitation to the signature or its absence."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from safety.access.scope import Actor, Scope
from safety.corrections import operations as corrections
from safety.corrections.inputs import RecheckLine, ReplyLine
from safety.corrections.vocabulary import RecheckResult, Stance
from safety.demo import pictures
from safety.demo.people import drawn_id
from safety.demo.places import DemoSite
from safety.demo.project_fates import OTHERS, SHOWN, WORKS, Fate
from safety.demo.timeline import Timeline
from safety.law.days import shanghai_date
from safety.law.project_works import HazardClass
from safety.projects import operations, queries
from safety.projects.inputs import Condition
from safety.projects.models import Opinion, Project, Review
from safety.projects.vocabulary import AttendanceKind, Category, Conclusion, How, ReviewKind, Stage

DEPARTMENT = "{district}应急管理局"
#: Projects that show every paper of a review: the receipt of documents, the attendance sheet, a supplement.
PAPERED = frozenset({Fate.TRIAL})


@dataclass(frozen=True)
class Crew:
    """Who does what in one district, and who counter-signs for the city."""

    district: str
    officer: Actor
    reviewer: Actor
    signer: Actor
    city: Actor
    sites: Sequence[DemoSite]


@dataclass
class Work:
    """One project on its way."""

    crew: Crew
    project: Project
    fate: Fate
    opinions: list[Opinion] = field(default_factory=list)

    @property
    def has_reservation(self) -> bool:
        """Whether the officer, who takes part beside the reviewer, keeps a reservation."""
        return self.fate is Fate.DISSENTED and self.crew.officer.member_id != self.crew.reviewer.member_id


class Projects:
    """Puts projects on the timeline."""

    def __init__(self, rng: random.Random, timeline: Timeline, *, password: str, base_url: str) -> None:
        self.rng = rng
        self.timeline = timeline
        self.password = password
        self.base_url = base_url
        raw = tomllib.loads((Path(__file__).parent / "opinions.toml").read_text(encoding="utf-8"))
        self.words: list[dict[str, Any]] = raw["opinion"]

    def tell(self, shown: Sequence[Crew], others: Sequence[Crew]) -> None:
        """All districts' projects; the timeline lets them happen."""
        plans = [(crew, fate, ago) for crew in shown for fate, ago in SHOWN]
        plans += [
            (crew, *OTHERS[number % len(OTHERS)]) for number, crew in enumerate(others) if number % 2 == 0
        ]
        for number, (crew, fate, ago) in enumerate(plans):
            place = crew.sites[number % len(crew.sites)]
            begin = self.timeline.until - timedelta(days=ago)

            def register(
                now: datetime, crew: Crew = crew, fate: Fate = fate, place: DemoSite = place, n: int = number
            ) -> None:
                self._register(crew, fate, place, n, now)

            self.timeline.after(begin, register)

    def _register(self, crew: Crew, fate: Fate, place: DemoSite, number: int, now: datetime) -> None:
        works, nature = WORKS[number % len(WORKS)]
        short = place.site.name.removesuffix("（示例）")
        today = shanghai_date(now)
        project = operations.create_project(
            actor=crew.officer,
            now=now,
            id=drawn_id(self.rng),
            owner_id=place.site.employer_id,
            site_id=place.site.id,
            accept_duplicate=True,
            name=f"{short}{works}（示例）",
            nature=nature,
            tracks=["safety", "health"] if number % 3 else ["safety"],
            hazard_class=(None, HazardClass.SEVERE, HazardClass.ORDINARY)[number % 3],
            investment_yuan=Decimal(self.rng.randrange(120, 9000) * 10_000),
            workers_expected=self.rng.randrange(20, 600),
            is_high_risk=place.trade in {"精细化工", "页岩气开采", "石灰石矿"},
            is_city_project=number % 9 == 0,
            designer="重庆示例工程设计有限公司",
            builder="重庆示例建设有限公司",
            supervisor="重庆示例监理有限公司",
            approval_number=f"示例备案〔{today.year}〕{number + 1}号",
            authority=f"{crew.district}经济和信息化委员会",
            design_review_planned_on=today + timedelta(days=20),
            start_planned_on=today + timedelta(days=50),
            acceptance_planned_on=today + timedelta(days=180),
        )
        work = Work(crew, project, fate)
        if fate is Fate.WITHOUT:
            self.timeline.after(now, lambda at: self._use(work, at), days=60)
            self.timeline.after(now, lambda at: self._missed(work, at, refer=False), days=66)
        elif fate is Fate.REFERRED:
            self.timeline.after(now, lambda at: self._missed(work, at, refer=True), days=40)
        elif fate is not Fate.REGISTERED:
            self.timeline.after(now, lambda at: self._design(work, at), days=3)

    def _use(self, work: Work, now: datetime) -> None:
        operations.move_project(
            actor=work.crew.officer,
            now=now,
            project=work.project,
            stage=Stage.IN_USE,
            on=shanghai_date(now),
            words="建设单位已投入生产和使用。",
        )

    def _move(self, work: Work, stage: Stage, now: datetime) -> None:
        operations.move_project(
            actor=work.crew.officer, now=now, project=work.project, stage=stage, on=shanghai_date(now)
        )

    def _missed(self, work: Work, now: datetime, *, refer: bool) -> None:
        """It turned out that the acceptance went on without the union."""
        review = self._open(work, ReviewKind.ACCEPTANCE, now, invited=False)
        if not refer:
            return

        def send(at: datetime) -> None:
            operations.refer_review(
                actor=work.crew.officer,
                now=at,
                review=self._again(review),
                department=DEPARTMENT.format(district=work.crew.district),
                reason="建设单位组织竣工验收，未按规定通知工会参加。",
                request="请责令建设单位补充听取工会意见，并将处理结果书面告知本会。",
            )

        self.timeline.after(now, send, days=2)

    def _open(self, work: Work, kind: ReviewKind, now: datetime, *, invited: bool = True) -> Review:
        return operations.open_review(
            actor=work.crew.reviewer,
            now=now,
            project=work.project,
            kind=kind,
            invited=invited,
            notified_on=shanghai_date(now),
            notified_by="建设单位安全管理部（示例）" if invited else "基层工会来电反映",
            how=How.LETTER if invited else How.REPORTED,
            words=None if invited else "职工反映验收会议已经召开，工会没有收到通知。",
            meeting_on=shanghai_date(now) + timedelta(days=5) if invited else None,
        )

    def _again(self, review: Review) -> Review:
        return queries.get_review(review.id, Scope(everything=True))

    def _design(self, work: Work, now: datetime) -> None:
        self._move(work, Stage.DESIGN, now)
        self._review(work, ReviewKind.DESIGN, now)

    def _review(self, work: Work, kind: ReviewKind, now: datetime) -> None:
        review = self._open(work, kind, now)
        crew = work.crew
        for name in (
            ("初步设计说明书", "职业安全卫生专篇") if kind is ReviewKind.DESIGN else ("验收评价报告",)
        ):
            operations.add_material(
                actor=crew.reviewer,
                now=now,
                review=self._again(review),
                name=name,
                edition="送审稿",
                received_on=shanghai_date(now),
            )
        if work.fate in PAPERED:
            operations.issue_material_receipt(
                actor=crew.reviewer,
                now=now,
                review=self._again(review),
                received_on=shanghai_date(now),
                handed_by="建设单位资料员（示例）",
            )
        present = [(crew.reviewer, "审查"), *([(crew.officer, "参加")] if work.has_reservation else [])]
        for person, duty in present:
            if person.member_id is not None:
                operations.add_participant(
                    actor=crew.reviewer,
                    now=now,
                    review=self._again(review),
                    member_id=person.member_id,
                    duty=duty,
                )
        self.timeline.after(now, lambda at: self._attend(work, review, at), days=5)

    def _attend(self, work: Work, review: Review, now: datetime) -> None:
        crew = work.crew
        for kind in AttendanceKind:
            operations.record_attendance(
                actor=crew.reviewer,
                now=now,
                review=self._again(review),
                kind=kind,
                held_on=shanghai_date(now),
                person=crew.reviewer.name,
                unit=f"{crew.district}总工会",
                is_union=True,
                place="建设单位会议室" if kind is AttendanceKind.MEETING else "项目现场",
                signature=pictures.signature(self.rng),
            )
        if work.fate in PAPERED:
            operations.issue_attendance_sheet(actor=crew.reviewer, now=now, review=self._again(review))
        fitting = [one for one in self.words if one["stage"] == review.kind]
        chosen = self.rng.sample(fitting, 3)
        work.opinions = [self._opinion(work, review, one, now) for one in chosen]
        if work.fate is not Fate.DRAFTING:
            self.timeline.after(now, lambda at: self._send(work, review, at), days=1)

    def _opinion(self, work: Work, review: Review, words: dict[str, Any], now: datetime) -> Opinion:
        return operations.add_opinion(
            actor=work.crew.reviewer,
            now=now,
            review=self._again(review),
            category=Category(words["category"]),
            mandatory=words["mandatory"],
            text=words["text"],
            drawing=words["place"],
            law="中华人民共和国安全生产法",
            id=drawn_id(self.rng),
        )

    def _send(self, work: Work, review: Review, now: datetime) -> None:
        operations.transmit_opinions(
            actor=work.crew.officer,
            now=now,
            review=self._again(review),
            reply_by=shanghai_date(now) + timedelta(days=15 if work.fate is Fate.OVERDUE else 30),
            base_url=self.base_url,
        )
        waits = {Fate.ASKED: ReviewKind.DESIGN, Fate.OVERDUE: ReviewKind.DESIGN}
        if waits.get(work.fate) != review.kind:
            self.timeline.after(now, lambda at: self._reply(work, review, at), days=9)

    def _reply(self, work: Work, review: Review, now: datetime) -> None:
        by_text = {one["text"]: one["reply"] for one in self.words}
        corrections.record_reply(
            actor=work.crew.reviewer,
            now=now,
            received_at=now - timedelta(hours=1),
            lines=[
                ReplyLine(
                    one.demand_id,
                    Stance.PARTLY if one.demand.summary.startswith("建议在") else Stance.ADOPTED,
                    words=by_text[one.demand.summary],
                )
                for one in work.opinions
            ],
            author="建设单位项目部（示例）",
        )
        if work.fate is not Fate.ANSWERED:
            self.timeline.after(now, lambda at: self._verify(work, review, at), days=4)

    def _verify(self, work: Work, review: Review, now: datetime) -> None:
        refuses = work.fate is Fate.REFUSED and review.kind == ReviewKind.ACCEPTANCE
        mandatory = [one for one in work.opinions if one.demand.binding]
        failed = mandatory[:1] if refuses else []
        corrections.record_recheck(
            actor=work.crew.reviewer,
            now=now,
            checked_on=shanghai_date(now),
            lines=[
                RecheckLine(one.demand_id, RecheckResult.FAILED, "现场复核仍不符合要求。")
                if one in failed
                else RecheckLine(one.demand_id, RecheckResult.PASSED, "核对图纸和现场，已落实。")
                for one in work.opinions
            ],
        )
        self.timeline.after(now, lambda at: self._propose(work, review, refuses, at), days=1)

    def _propose(self, work: Work, review: Review, refuses: bool, now: datetime) -> None:  # noqa: FBT001
        conditional = work.fate is Fate.CONDITIONAL and review.kind == ReviewKind.DESIGN
        conclusion = (
            Conclusion.REFUSE if refuses else Conclusion.CONDITIONAL if conditional else Conclusion.AGREE
        )
        term = shanghai_date(now) + timedelta(days=60)
        operations.propose_conclusion(
            actor=work.crew.reviewer,
            now=now,
            review=self._again(review),
            conclusion=conclusion,
            words="必须落实的意见尚未整改合格，不同意通过验收。" if refuses else None,
            conditions=[Condition("开工前补充通风系统控制风速的计算书，并送工会备查。", term)]
            if conditional
            else (),
        )
        if work.has_reservation:
            operations.record_dissent(
                actor=work.crew.officer,
                now=now,
                review=self._again(review),
                words="通风系统的风量计算偏小，建议复算后再同意。本人保留意见。",
            )
        if work.fate is not Fate.WAITING:
            self.timeline.after(now, lambda at: self._sign(work, review, at), days=1)

    def _sign(self, work: Work, review: Review, now: datetime) -> None:
        operations.sign_conclusion(
            actor=work.crew.signer,
            now=now,
            review=self._again(review),
            password=self.password,
            signature=pictures.signature(self.rng),
        )
        if work.project.is_city_project and work.fate is Fate.STRAIGHT:
            self.timeline.after(now, lambda at: self._counter_sign(work, review, at), days=2)
        if review.kind == ReviewKind.ACCEPTANCE:
            if work.fate is Fate.STRAIGHT:
                self.timeline.after(now, lambda at: self._use(work, at), days=10)
            return
        self.timeline.after(now, lambda at: self._move(work, Stage.CONSTRUCTION, at), days=8)
        if work.fate is Fate.TRIAL:
            self.timeline.after(now, lambda at: self._supplement(work, review, at), days=2)
            self.timeline.after(now, lambda at: self._move(work, Stage.TRIAL, at), days=40)
        if work.fate in {Fate.STRAIGHT, Fate.REFUSED}:
            self.timeline.after(now, lambda at: self._accept(work, at), days=70)

    def _supplement(self, work: Work, review: Review, now: datetime) -> None:
        operations.supplement(
            actor=work.crew.signer,
            now=now,
            review=self._again(review),
            words="试运行期间请加强作业场所有害因素检测，检测结果告知职工。",
            password=self.password,
            signature=pictures.signature(random.Random(work.project.name)),  # noqa: S311 - a scribble, not a secret
        )

    def _counter_sign(self, work: Work, review: Review, now: datetime) -> None:
        operations.counter_sign(
            actor=work.crew.city,
            now=now,
            review=self._again(review),
            password=self.password,
            signature=pictures.signature(self.rng),
        )

    def _accept(self, work: Work, now: datetime) -> None:
        self._move(work, Stage.ACCEPTANCE, now)
        self._review(work, ReviewKind.ACCEPTANCE, now)
