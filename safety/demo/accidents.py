"""Thirty invented accidents in every state there is, and a published one: told on the demonstration's sites."""

from __future__ import annotations

import dataclasses
import random
import uuid
from datetime import datetime, timedelta
from decimal import Decimal

from safety.access.scope import Actor, system_actor
from safety.accidents import operations as accidents
from safety.accidents.grading import Casualties
from safety.accidents.inputs import AccidentFacts, NoticeFacts
from safety.accidents.vocabulary import Channel, Concealment
from safety.demo.accident_case import Case, Told, first_casualties, tales
from safety.demo.accident_steps import walk
from safety.demo.people import DemoPeople
from safety.demo.places import DemoSite
from safety.law.accident_categories import NEW_STANDARD, standard_on
from safety.law.accident_grades import AccidentGrade
from safety.law.days import SHANGHAI, shanghai_date
from safety.law.regimes import Regime
from safety.people.queries import actor_of

#: The districts on whose sites the invented accidents are put: mostly the first one.
SHOWN = ("500102", "500108", "500103", "500106", "500112", "500115")
SIGNED_FATES = frozenset({"signed", "reserved", "refused"})
XIUSHAN = "500241"
PUBLISHED = "重庆市应急管理局事故调查报告，2024-07-10 发布，索引号 11500000MB1907069L/2024-00178"


class AccidentStory:
    """Tells the accidents on the demonstration's sites."""

    def __init__(
        self, rng: random.Random, staff: DemoPeople, sites: list[DemoSite], now: datetime, password: str
    ) -> None:
        self.rng = rng
        self.password = password
        self.staff = staff
        self.sites = sites
        self.now = now

    def tell(self) -> None:
        """All of them, the oldest first."""
        for number, told in enumerate(sorted(tales(), key=lambda one: -one.ago)):
            self._one(number, told)
        self.tell_published()

    def _one(self, number: int, told: Told) -> None:
        signs = told.fate in SIGNED_FATES  # only this district's accident officer can sign in
        district = SHOWN[0] if number % 2 or signs else SHOWN[number % len(SHOWN)]
        place = self._place(told, district)
        officer, head = self._people(place.site.district_code or district)
        local = (self.now.astimezone(SHANGHAI) - timedelta(days=told.ago)).replace(
            hour=7 + number % 10, minute=5 + number % 50, second=0, microsecond=0
        )
        happened = min(local, self.now - timedelta(hours=5))
        notice = self._notice(told, place, officer, happened)
        if told.fate == "told":
            return
        accident = accidents.register_accident(
            actor=officer,
            now=happened + timedelta(days=told.discovered, hours=5),
            facts=self._facts(told, place, happened),
            casualties=first_casualties(told, shanghai_date(happened)),
            notification_id=notice,
        )
        walk(Case(told, place, officer, head, self.now, happened, accident, self.password))

    def _place(self, told: Told, district: str) -> DemoSite:
        here = [one for one in self.sites if one.site.district_code == district]
        fitting = [one for one in here if one.checklist == told.trade]
        return self.rng.choice(fitting or here or self.sites)

    def _people(self, district: str) -> tuple[Actor, Actor]:
        today = shanghai_date(self.now)
        head = actor_of(self.staff.heads[district], on=today)
        officer = self.staff.officers["accident"] if district == SHOWN[0] else self.staff.heads[district]
        return actor_of(officer, on=today), head

    def _notice(self, told: Told, place: DemoSite, officer: Actor, happened: datetime) -> uuid.UUID:
        received = min(happened + timedelta(minutes=self.rng.choice((55, 140, 380, 1500))), self.now)
        row = accidents.record_notification(
            actor=officer,
            now=received,
            facts=NoticeFacts(
                received_at=received,
                channel=Channel(told.channel),
                source="区应急管理局（示例）" if told.channel == "department" else "示例来源",
                words=told.words,
                happened_at=happened,
                place=place.site.address or place.site.name,
                site_id=place.site.id,
                deaths=told.deaths,
                serious=told.serious,
                slight=told.slight,
                missing=told.missing,
                poisoned=told.poisoned,
            ),
        )
        if told.fate == "told":
            accidents.issue_notification_slip(actor=officer, now=received, notification=row)
        return row.id

    def _facts(self, told: Told, place: DemoSite, happened: datetime) -> AccidentFacts:
        new = standard_on(shanghai_date(happened)) == NEW_STANDARD
        return AccidentFacts(
            title=f"{told.what}（示例）",
            happened_at=happened,
            place=place.site.address or place.site.name,
            words=told.words,
            site_id=place.site.id,
            category=told.new if new else told.old,
            regime=Regime(told.regime) if told.regime else None,
            told_grade=AccidentGrade(told.told_grade) if told.told_grade else None,
            told_grade_source="主管部门认定（示例）" if told.told_grade else None,
            concealment=Concealment(told.concealment) if told.concealment else None,
            discovered_on=shanghai_date(happened) + timedelta(days=told.discovered)
            if told.concealment
            else None,
            concealment_source="区应急管理局核查（示例）" if told.concealment else None,
            at_project=told.trade == "construction",
            head_told_at=happened + timedelta(minutes=12),
            authority_told_at=happened + timedelta(minutes=self.rng.choice((40, 58, 95))),
            upward_told_at=happened + timedelta(minutes=self.rng.choice((150, 170, 280))),
            source="演示数据，情节均为虚构",
        )

    def tell_published(self) -> None:
        """秀山 "10·19" as the city's emergency department published it on 2024-07-10; nothing is added to it."""
        union = self.staff.districts.get(XIUSHAN)
        if union is None:
            return
        happened = datetime(2023, 10, 19, 13, 0, tzinfo=SHANGHAI)
        actor = dataclasses.replace(system_actor(), union_id=union.id)
        accident = accidents.register_accident(
            actor=actor,
            now=self.now,
            facts=AccidentFacts(
                title="秀山县紫金集中受纳锰渣场环境风险防控治理工程“10·19”较大中毒和窒息事故",
                happened_at=happened,
                place="重庆市秀山土家族苗族自治县紫金集中受纳锰渣场",
                words="2023年10月19日13时许发生中毒和窒息，造成3人死亡，直接经济损失373.9228万元。",
                employer_name="紫金集中受纳锰渣场环境风险防控治理工程",
                category="19",
                district_code=XIUSHAN,
                at_project=True,
                source=PUBLISHED,
            ),
            casualties=Casualties(happened.date(), deaths=3, direct_loss_yuan=Decimal(3_739_228)),
        )
        seat = accidents.ask_seat(
            actor=actor,
            now=self.now,
            accident=accident,
            asked_of="市应急管理局牵头的事故调查组",
            asked_on=happened.date(),
            union_id=union.id,
        )
        accidents.give_seat(actor=actor, now=self.now, seat=seat, given_on=happened.date())
