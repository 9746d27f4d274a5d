"""The kept sums by district are those of a full count, whatever officers write and whenever they are kept."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
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
from safety.rollups.models import SiteMark, SiteRating
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from safety.workplaces.operations import close_site, edit_site, reopen_site
from tests import cast as the_cast
from tests.cast import NOW, TODAY, Cast
from tests.conftest import empty
from tests.inspections.workplaces import complete_check, load_sites
from tests.maps.places import YUZHONG, add_check, add_finding, add_site
from tests.sizes import of_whole
from tests.workplaces.conftest import load_districts

Api = Callable[[str], FlaskClient]
EVERYWHERE = Scope(everything=True)
EXAMPLES, STEPS = of_whole(20), 30
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


def test_whatever_is_written_and_whenever_it_is_kept_the_sums_are_those_of_a_full_count(app: Flask) -> None:
    Officers.app = app
    run_state_machine_as_test(
        Officers,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Officers.read_from_kept > EXAMPLES  # otherwise full counts were compared with themselves


@pytest.fixture
def kept_site(cast: Cast) -> uuid.UUID:
    """A site in 渝中 whose rating is kept."""
    site = add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    keep(NOW)
    return site


def yuzhong(day: date = TODAY) -> Any:
    return summed(StandingFilters(), day)["500103"]


def test_what_is_kept_is_read_without_counting_every_site(
    kept_site: uuid.UUID, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_finding(cast, kept_site, colour="red")
    counted: list[StandingFilters] = []

    def spy(scope: Scope, filters: StandingFilters, **more: Any) -> Any:
        counted.append(filters)
        return rated_sites(scope, filters, **more)

    monkeypatch.setattr(kept, "rated_sites", spy)
    assert yuzhong().open == 1
    assert [one.site_ids for one in counted] == [frozenset({kept_site})]
    keep(NOW)
    counted.clear()
    assert yuzhong().open == 1
    assert counted == []


@pytest.mark.parametrize("days", [1, -1])
def test_what_was_kept_of_another_day_is_not_read(kept_site: uuid.UUID, cast: Cast, days: int) -> None:
    add_finding(cast, kept_site, term_on=TODAY)
    keep(NOW)
    assert yuzhong().overdue == 0
    day = TODAY + timedelta(days=days)
    assert yuzhong(day).overdue == counted_in_full(StandingFilters(), day)["500103"].overdue == max(days, 0)


def test_a_write_that_is_undone_marks_nothing(kept_site: uuid.UUID) -> None:
    with one_transaction(write=False):
        db.session.get_one(Site, kept_site).headcount = 900
        db.session.flush()
    assert db.session.scalar(select(func.count()).select_from(SiteMark)) == 0


def test_keeping_again_on_the_next_day_changes_only_what_the_day_changed(
    kept_site: uuid.UUID, cast: Cast
) -> None:
    moment = NOW + timedelta(days=1)
    add_finding(cast, kept_site, term_on=TODAY)
    add_site(cast, "nanan", "南岸工地")
    keep(NOW)
    keep(moment)
    row = db.session.get_one(SiteRating, kept_site, populate_existing=True)
    assert (row.open, row.overdue) == (1, 1)
    assert summed(StandingFilters(), shanghai_date(moment)) == counted_in_full(
        StandingFilters(), shanghai_date(moment)
    )


def test_with_very_many_changes_everything_is_counted(
    kept_site: uuid.UUID, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_MARKED", 1)
    add_finding(cast, kept_site)
    assert yuzhong().open == 1
    add_site(cast, "yuzhong", "朝天门工地")
    assert yuzhong().sites == 2


def clean(body: dict[str, Any]) -> dict[str, Any]:
    """The same check with nothing found."""
    answers = {item: {"answer": "conforming"} for item in body["answers"]}
    return body | {"answers": answers, "findings": []}


@pytest.mark.parametrize("change", [clean, dict])
def test_a_check_that_li_qiang_sends_is_counted_with_and_without_a_finding(
    cast: Cast, api: Api, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    with one_transaction():
        load_sites()
    keep(NOW)
    liqiang = api("liqiang")
    body = change(complete_check(liqiang))
    assert liqiang.put(f"/api/v1/inspections/{uuid.uuid4()}", json=body).status_code == 201
    assert (yuzhong().checks, yuzhong().open) == (1, len(body["findings"]))


def test_checks_that_arrive_while_ratings_are_kept_are_all_counted(app: Flask, cast: Cast, api: Api) -> None:
    with one_transaction():
        load_sites()
    liqiang = api("liqiang")
    bodies = [complete_check(liqiang, site=site) for site in ("tower", "tunnel") * 4]
    db.session.rollback()
    sending = threading.Event()

    def send(body: dict[str, Any]) -> int:
        tablet = app.test_client()
        tablet.environ_base.update(liqiang.environ_base)
        return tablet.put(f"/api/v1/inspections/{uuid.uuid4()}", json=body).status_code

    def keep_on() -> int:
        with app.app_context():
            rounds = 0
            while not (sending.is_set() and rounds):
                keep(NOW + timedelta(days=rounds % 2))  # now a few sites, now all of them
                rounds += 1
            db.session.remove()
            return rounds

    with ThreadPoolExecutor(5) as pool:
        keeper = pool.submit(keep_on)
        answers = list(pool.map(send, bodies))
        sending.set()
        assert keeper.result() > 0
    assert set(answers) == {201}
    assert summed(StandingFilters(), TODAY) == counted_in_full(StandingFilters(), TODAY)
    keep(NOW + timedelta(days=2))
    keep(NOW)
    assert yuzhong().checks == len(bodies)
    assert summed(StandingFilters(), TODAY) == counted_in_full(StandingFilters(), TODAY)


def test_the_command_and_the_server_each_minute_keep_what_changed(app: Flask, cast: Cast) -> None:
    add_site(cast, "yuzhong", "解放碑工地")
    told = app.test_cli_runner().invoke(args=["ratings", "keep"])
    assert (told.exit_code, told.output) == (0, "1 sites counted\n")
    assert app.test_cli_runner().invoke(args=["ratings", "keep"]).output == "0 sites counted\n"
    again = app.test_cli_runner().invoke(args=["ratings", "keep", "--all"])
    assert again.output == "1 sites counted\n"
    add_site(cast, "nanan", "南岸工地")
    huey = app.extensions["huey"].huey
    (task,) = [one for one in huey.read_periodic(datetime.now(UTC)) if one.name == "keep_ratings"]
    huey.execute(task)
    assert db.session.scalar(select(func.count()).select_from(SiteRating)) == 2
