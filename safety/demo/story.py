"""Eighteen months of work in every district: plans, checks, and what became of what they found."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from safety.access.scope import Actor, Scope
from safety.corrections import operations as corrections
from safety.corrections.vocabulary import EvacuationDecision
from safety.demo.checks import Checks, Visit
from safety.demo.course import Course, Fate
from safety.demo.places import DemoSite
from safety.demo.timeline import Timeline
from safety.demo.wording import wordings
from safety.inspections import operations as inspections
from safety.inspections import queries as read
from safety.inspections.models import ChecklistTemplate
from safety.law.days import shanghai_date, start_of_day
from safety.people.models import Union
from safety.people.queries.certificates import is_certified

MONTHS_18 = 540
SHOWN = ("500102", "500108")
#: How long ago each plan began, in days; each runs a month.
PLANS = (185, 95, 40, 12)
#: Fates that the two shown districts have for certain: fate, days since the check, term in days of ordinary
#: findings (0: it ends today).
CERTAIN: tuple[tuple[Fate, int, int], ...] = (
    (Fate.ASKED, 12, 0),
    (Fate.ANSWERED, 9, 0),
    (Fate.ASKED, 6, 13),
    (Fate.ASKED, 31, 13),
    (Fate.ANSWERED, 8, 13),
    (Fate.ANSWERED, 48, 13),
    (Fate.SECOND, 60, 13),
    (Fate.FAILED, 55, 13),
    (Fate.REFERRED, 26, 10),
    (Fate.REFERRED, 52, 13),
    (Fate.REFERRED, 90, 13),
    (Fate.REJECTED, 45, 13),
    (Fate.REVOKED, 70, 13),
    (Fate.WITHDRAWN, 40, 13),
    (Fate.DRAFTED, 4, 13),
    (Fate.UNASKED, 3, 13),
    (Fate.CLOSED, 80, 13),
)


@dataclass(frozen=True)
class District:
    """One district's people and sites."""

    code: str
    name: str
    union: Union
    head: Actor
    inspectors: list[Actor]
    uncertified: list[Actor]
    sites: list[DemoSite]


class Story:
    """Puts everything on the timeline and lets it happen."""

    def __init__(
        self,
        rng: random.Random,
        timeline: Timeline,
        checks: Checks,
        course: Course,
        templates: dict[str, ChecklistTemplate],
    ) -> None:
        self.rng = rng
        self.timeline = timeline
        self.checks = checks
        self.course = course
        self.templates = templates

    def tell(self, districts: list[District]) -> None:
        """All districts' work up to the last moment."""
        for number, district in enumerate(districts):
            shown = district.code in SHOWN
            for place in district.sites:
                self._chance_checks(district, place)
            if shown or number % 5 == 0:
                for ago in PLANS:
                    self._plan_later(district, ago)
            if shown:
                self._certain(district)
                self._evacuations(district)
            if shown or number % 4 == 0:
                self.timeline.at(
                    self._hour(self.rng.choice((0, 1, 2))),
                    lambda at, d=district: self._draft(d, at),  # type: ignore[misc]
                )
        self.timeline.run()

    def _hour(self, days_ago: int) -> datetime:
        """A time of the working day so many days ago, moved before a weekend."""
        today = shanghai_date(self.timeline.until)
        day = today - timedelta(days=days_ago)
        day -= timedelta(days=max(0, day.weekday() - 4))
        minutes = self.rng.randrange(11 * 60, 17 * 60)
        return min(start_of_day(day) + timedelta(minutes=minutes), self.timeline.until - timedelta(hours=4))

    def _chance_checks(self, district: District, place: DemoSite) -> None:
        for _ in range(self.rng.choice((0, 1, 1, 2))):
            at = self._hour(self.rng.randrange(2, MONTHS_18))
            self._visit_later(district, place, at)

    def _visit_later(self, district: District, place: DemoSite, at: datetime) -> None:
        weights = [1 if one in district.uncertified else 5 for one in district.inspectors]
        inspector = self.rng.choices(district.inspectors, weights)[0]
        self.timeline.at(at, lambda now: self._visit(district, place, inspector, now))

    def _visit(
        self,
        district: District,
        place: DemoSite,
        inspector: Actor,
        now: datetime,
        *,
        visit: Visit | None = None,
        fate: Fate | None = None,
        term_days: int | None = None,
    ) -> None:
        inspection = self.checks.submit(visit or self._party(district, place, inspector, now), now)
        self.course.begin(
            inspection,
            now,
            site=place.site,
            inspector=inspector,
            head=district.head,
            district=district.name,
            fate=fate,
            term_days=term_days,
        )

    def _party(self, district: District, place: DemoSite, inspector: Actor, now: datetime) -> Visit:
        """Two inspectors; who has no certificate goes without a certified colleague, and so it shows."""
        others = [one for one in district.inspectors if one is not inspector]
        alone = inspector.member_id is None or not is_certified(inspector.member_id, shanghai_date(now))
        companion = self.rng.choice(others) if others and not alone else None
        return Visit(place, inspector, companion)

    def _certain(self, district: District) -> None:
        """One check for each state that a list, clock or colour should have something to show for."""
        certified = [one for one in district.inspectors if one not in district.uncertified]
        for number, (fate, ago, term) in enumerate(CERTAIN):
            place = district.sites[number % len(district.sites)]
            known = wordings()[place.checklist]
            plain = [one for one in known if one.is_plain][:2]
            waits = fate in {Fate.ASKED, Fate.DRAFTED, Fate.UNASKED}
            found = plain if waits else [one for one in known if one.major][:1] + plain
            inspector = certified[number % len(certified)]
            visit = Visit(place, inspector, None, found=found)

            def check(
                now: datetime,
                place: DemoSite = place,
                inspector: Actor = inspector,
                visit: Visit = visit,
                fate: Fate = fate,
                term: int = term,
            ) -> None:
                self._visit(district, place, inspector, now, visit=visit, fate=fate, term_days=term)

            self.timeline.at(self._hour(ago), check)
        for inspector in district.uncertified[:1]:  # a check that waits to be adopted
            self.timeline.at(
                self._hour(1),
                lambda now, one=inspector: self._visit(district, district.sites[-1], one, now),  # type: ignore[misc]
            )

    def _plan_later(self, district: District, ago: int) -> None:
        self.timeline.at(self._hour(ago), lambda now: self._plan(district, now))

    def _plan(self, district: District, now: datetime) -> None:
        start = shanghai_date(now)
        industry, title = self.rng.choice((("C", "工贸企业"), ("E", "建筑施工工地"), ("C", "机械加工企业")))
        covered = [one for one in district.sites if one.site.industry == industry]
        able = [one for one in district.inspectors if one not in district.uncertified]
        if not covered or not able:
            return
        key = "construction" if industry == "E" else "machinery"
        plan = inspections.make_plan(
            actor=district.head,
            now=now,
            title=f"{start.year}年{start.month}月{title}劳动安全检查",
            union=district.union,
            starts_on=start,
            due_on=start + timedelta(days=30),
            choice=read.SiteChoice(district=district.code, industry=industry),
            inspector_ids=[one.member_id for one in able if one.member_id],
            template=self.templates[key],
        )
        by_site = {one.site.id: one for one in covered}
        by_member = {one.member_id: one for one in district.inspectors}
        for assignment in read.assignments_of(plan.id, Scope(everything=True)):
            if self.rng.random() < 0.3 or assignment.site_id not in by_site:
                continue
            inspector = by_member[assignment.inspector_id]
            visit = Visit(by_site[assignment.site_id], inspector, None, assignment_id=assignment.id)

            def check(at: datetime, visit: Visit = visit) -> None:
                self._visit(district, visit.place, visit.inspector, at, visit=visit)

            self.timeline.after(now, check, days=self.rng.uniform(1, 27))

    def _draft(self, district: District, now: datetime) -> None:
        inspector = district.inspectors[0]
        place = self.rng.choice(district.sites)
        self.checks.draft(Visit(place, inspector, None), now)

    def _evacuations(self, district: District) -> None:
        for ago, decision in (
            (33, EvacuationDecision.WITHDRAWN),
            (75, EvacuationDecision.REFUSED),
            (0, None),
        ):
            place = self.rng.choice(district.sites)

            def propose(
                now: datetime, place: DemoSite = place, decision: EvacuationDecision | None = decision
            ) -> None:
                self._propose(district, place, decision, now)

            self.timeline.at(self._hour(ago), propose)

    def _propose(
        self, district: District, place: DemoSite, decision: EvacuationDecision | None, now: datetime
    ) -> None:
        major = next(one for one in wordings()[place.checklist] if one.major)
        proposal = corrections.propose_evacuation(
            actor=district.inspectors[0],
            now=now,
            site=place.site,
            danger=major.found,
            toxic=place.checklist == "chemicals",
            suggestion=f"立即停止{major.place}作业，撤出全部人员，设置警戒，险情排除并确认前不得恢复作业。",
            told_name="张伟示",
            told_position="现场负责人",
            proposed_at=now,
        )
        if decision is None:
            return
        refused = decision is EvacuationDecision.REFUSED
        corrections.record_evacuation_decision(
            actor=district.inspectors[0],
            now=now + timedelta(minutes=40),
            proposal=proposal,
            decision=decision,
            decided_at=now + timedelta(minutes=self.rng.randrange(4, 30)),
            decided_by="现场负责人（示例）",
            words="认为险情可控，仅缩小作业范围。" if refused else None,
        )
