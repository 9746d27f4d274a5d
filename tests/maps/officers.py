"""Officers who write whatever they may while ratings are kept: a random machine for ``test_kept``."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from maps import kept
from maps.kept import area_sums, keep
from maps.risk import RULE_2026
from maps.rulebook import content_of, rule_on
from maps.sources import StandingFilters, areas, rated_sites
from safety.access.scope import Scope, system_actor
from safety.accidents.inputs import AccidentFacts
from safety.accidents.models import Accident
from safety.accidents.operations import edit_accident, register_accident
from safety.corrections.inputs import NewDemand, RecheckLine
from safety.corrections.models import Demand
from safety.corrections.operations import raise_demand, record_recheck, set_term, withdraw_demand
from safety.corrections.rules import DemandKind, FindingGrade, RecheckResult
from safety.database import db
from safety.errors import Refusal
from safety.law.days import shanghai_date
from safety.people.queries import place_of
from safety.reference.operations import adopt_colour_rule, draft_colour_rule
from safety.rollups.models import SiteMark
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from safety.workplaces.operations import close_site, edit_site, reopen_site
from tests import cast as the_cast
from tests.cast import NOW, Cast
from tests.conftest import empty
from tests.maps.places import YUZHONG, add_check, add_site
from tests.workplaces.conftest import load_districts

EVERYWHERE = Scope(everything=True)
COLOURS = st.sampled_from(["red", "orange", "yellow", "blue", None])
WHICH = st.integers(0, 5)
FILTERS = st.builds(
    StandingFilters,
    district=st.sampled_from([None, "500103", "500108"]),
    industry=st.sampled_from([None, "C", "E"]),
    kind=st.sampled_from([None, "operating", "project"]),
)


def counted_in_full(filters: StandingFilters, day: date) -> Any:
    rule = rule_on(day)
    return areas(rated_sites(EVERYWHERE, filters, today=day, rule=rule), rule=rule)


def summed(filters: StandingFilters, day: date) -> Any:
    return area_sums(EVERYWHERE, filters, today=day, rule=rule_on(day))


class Officers(RuleBasedStateMachine):
    """Chen Jing, Li Qiang and Sun Jie write in 渝中, days pass, and the ratings are kept now and then."""

    app: Flask
    read_from_kept = 0  # how often no full count was needed

    @initialize()
    def begin(self) -> None:
        """Two sites, in two districts; the ratings are kept."""
        empty(self.app)
        with one_transaction():
            the_cast.load()
            load_districts()
        self.cast = Cast()
        self.now, self.acts = NOW, 0
        self.sites = [add_site(self.cast, "yuzhong", "甲", YUZHONG), add_site(self.cast, "nanan", "乙")]
        self.findings: list[uuid.UUID] = []
        self.accidents: list[uuid.UUID] = []
        for which in range(3):
            self.find(which, "orange", major=False, days=10)
        keep(self.now)

    @property
    def day(self) -> date:
        return shanghai_date(self.now)

    def _try(self, act: Callable[[], object]) -> None:
        """An act that may be refused; every other time, right after everything was kept."""
        self.acts += 1
        if self.acts % 2:
            keep(self.now)
        try:
            with one_transaction():
                act()
        except Refusal:
            pass

    def _site(self, which: int) -> Site:
        return db.session.get_one(Site, self.sites[which % len(self.sites)])

    def _finding(self, which: int) -> Demand:
        return db.session.get_one(Demand, self.findings[which % len(self.findings)])

    @rule(
        union=st.sampled_from(["yuzhong", "nanan"]), industry=st.sampled_from("CE"), operating=st.booleans()
    )
    def register(self, union: str, industry: str, operating: bool) -> None:
        kind = "operating" if operating else "project"
        self.sites.append(add_site(self.cast, union, f"工地{len(self.sites)}", industry=industry, kind=kind))

    @rule(which=WHICH, colour=COLOURS, major=st.booleans(), days=st.integers(-40, 40))
    def find(self, which: int, colour: str | None, *, major: bool, days: int) -> None:
        """Terms that have ended are entered from paper."""
        site = self._site(which)
        found = NewDemand(
            id=uuid.uuid4(),
            summary="脚手架缺少护栏",
            grade=FindingGrade.MAJOR if major else FindingGrade.ORDINARY,
            colour=colour,
            term_on=self.day + timedelta(days=days),
        )

        def act() -> None:
            raise_demand(
                actor=system_actor(),
                now=self.now,
                kind=DemandKind.FINDING,
                place=place_of(site),
                site_id=site.id,
                employer_id=site.employer_id,
                source_kind="inspection",
                source_id=uuid.uuid4(),
                demand=found,
            )
            self.findings.append(found.id)

        self._try(act)

    @rule(which=WHICH, act=st.sampled_from(["term", "withdrawal", *RecheckResult]), days=st.integers(1, 60))
    def handle(self, which: int, act: str, days: int) -> None:
        """A term is moved, a finding withdrawn, or a re-check recorded."""
        finding = self._finding(which)
        common: dict[str, Any] = {"actor": system_actor(), "now": self.now}

        def handled() -> None:
            if act == "term":
                set_term(**common, demand=finding, term_on=self.day + timedelta(days=days), reason="顺延")
            elif act == "withdrawal":
                withdraw_demand(**common, demand=finding, reason="登记有误")
            else:
                line = RecheckLine(finding.id, result=RecheckResult(act), words="现场已看")
                chenjing = common | {"actor": self.cast.actor("chenjing")}
                record_recheck(**chenjing, lines=[line], checked_on=self.day)

        self._try(handled)

    @rule(which=WHICH, days_ago=st.integers(0, 500))
    def check(self, which: int, days_ago: int) -> None:
        add_check(self.sites[which % len(self.sites)], days_ago=days_ago)

    @rule(
        which=WHICH,
        headcount=st.sampled_from([None, 5, 150, 900]),
        district=st.sampled_from(["500103", "500108"]),
    )
    def edit(self, which: int, headcount: int | None, district: str) -> None:
        site = self._site(which)
        self._try(
            lambda: edit_site(
                actor=system_actor(),
                now=self.now,
                site=site,
                version=site.version,
                headcount=headcount,
                district_code=district,
                district_reason="行政区划调整",
                accept_duplicate=True,
            )
        )

    @rule(which=WHICH)
    def close_or_reopen(self, which: int) -> None:
        site = self._site(which)
        act = close_site if site.closed_at is None else reopen_site
        self._try(
            lambda: act(actor=system_actor(), now=self.now, site=site, version=site.version, reason="完工")
        )

    def _accident(self, site_id: uuid.UUID) -> AccidentFacts:
        return AccidentFacts(
            title="示例事故", happened_at=self.now - timedelta(hours=1), place="渝中区", site_id=site_id
        )

    @rule(which=WHICH)
    def accident(self, which: int) -> None:
        facts = self._accident(self.sites[which % len(self.sites)])
        made = uuid.uuid4()

        def act() -> None:
            register_accident(actor=system_actor(), now=self.now, facts=facts, id=made)
            self.accidents.append(made)

        self._try(act)

    @rule(which=WHICH, other=WHICH)
    def accident_was_elsewhere(self, which: int, other: int) -> None:
        if self.accidents:
            row = db.session.get_one(Accident, self.accidents[which % len(self.accidents)])
            facts = self._accident(self.sites[other % len(self.sites)])
            self._try(lambda: edit_accident(actor=system_actor(), now=self.now, accident=row, facts=facts))

    @rule(days=st.sampled_from([1, 1, 7, 40, 400]))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(red=st.integers(40, 90))
    def adopt_another_rule(self, red: int) -> None:
        content = content_of(RULE_2026) | {"bands": {"red": red, "orange": 30, "yellow": 10}}

        def act() -> None:
            row = draft_colour_rule(
                actor=system_actor(), now=self.now, version=uuid.uuid4().hex[:12], note="", content=content
            )
            adopt_colour_rule(actor=system_actor(), now=self.now, row=row)

        self._try(act)

    @rule(_again=st.integers(0, 3))
    def keep_now(self, _again: int) -> None:
        keep(self.now)
        assert db.session.scalar(select(func.count()).select_from(SiteMark)) == 0

    @invariant()
    def sums_are_those_of_a_full_count(self) -> None:
        for filters in (
            StandingFilters(),
            StandingFilters(district="500103"),
            StandingFilters(industry="C", kind="operating"),
        ):
            assert summed(filters, self.day) == counted_in_full(filters, self.day)
        if kept._from_kept(EVERYWHERE, StandingFilters(), today=self.day, rule=rule_on(self.day)) is not None:
            type(self).read_from_kept += 1
