"""Terms of projects: computed from what was read, silent where it was not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from safety.errors import Invalid
from safety.law import duties, project_terms
from safety.law.calendar import holiday_table
from safety.law.project_terms import ProjectClock, ProjectTerm, Standing, clocks_of, organiser_of
from safety.law.project_works import HazardClass, Organiser, SpecialWorks, Step, Track, Works
from safety.law.provisions import PROVISIONS, REGISTER

TODAY = date(2026, 11, 23)
COAL = Works(facilities=frozenset({Track.SAFETY}), high_risk=True, special=SpecialWorks.COAL_MINE)
BOTH = Works(facilities=frozenset(Track), high_risk=True, hazard_class=HazardClass.SEVERE)


def one(works: Works, term: ProjectTerm, today: date = TODAY) -> ProjectClock:
    """The term of these works."""
    [found] = [clock for clock in clocks_of(works, today, YEAR) if clock.rule.term is term]
    return found


YEAR = holiday_table([2026], off=[date(2026, 10, day) for day in range(1, 8)])


@pytest.fixture
def everything_read() -> None:
    """Somebody has read every article."""
    REGISTER.replace_all(
        {key: replace(one, read=True, article=one.article or "第一条") for key, one in REGISTER.items()}
    )


@pytest.mark.parametrize(
    ("accepted", "decided", "standing", "due", "left"),
    [
        (None, None, Standing.NOT_BEGUN, None, None),
        (date(2026, 11, 1), None, Standing.RUNNING, date(2026, 12, 1), 8),
        (date(2026, 10, 24), None, Standing.RUNNING, date(2026, 11, 23), 0),
        (date(2026, 10, 23), None, Standing.OVERDUE, date(2026, 11, 22), -1),
        (date(2026, 10, 1), date(2026, 10, 31), Standing.MET_IN_TIME, date(2026, 10, 31), None),
        (date(2026, 10, 1), date(2026, 11, 1), Standing.MET_LATE, date(2026, 10, 31), None),
        (date(2024, 4, 30), None, Standing.UNREAD, None, None),
    ],
)
def test_a_coal_mines_design_is_examined_within_thirty_days_since_the_regulation_of_2024(
    accepted: date | None, decided: date | None, standing: Standing, due: date | None, left: int | None
) -> None:
    known = {Step.DESIGN_ACCEPTED: accepted, Step.DESIGN_DECIDED: decided}
    clock = one(
        replace(COAL, days={step: day for step, day in known.items() if day}), ProjectTerm.COAL_DESIGN_REVIEW
    )
    assert (clock.standing, clock.due_on, clock.days_left) == (standing, due, left)


@pytest.mark.parametrize(
    ("used", "standing", "rests_on"),
    [
        (date(2021, 8, 31), Standing.UNREAD, ("safety-34",)),
        (date(2021, 9, 1), Standing.UNRECORDED, ("safety-34",)),
        (date(2024, 4, 30), Standing.UNRECORDED, ("safety-34",)),
        (date(2024, 5, 1), Standing.UNRECORDED, ("coal-rules-16",)),
    ],
)
def test_a_coal_mine_is_accepted_before_use_by_the_safety_law_until_its_own_regulation(
    used: date, standing: Standing, rests_on: tuple[str, ...]
) -> None:
    clock = one(replace(COAL, days={Step.USED: used}), ProjectTerm.COAL_ACCEPTANCE)
    assert (clock.standing, clock.rule.provisions) == (standing, rests_on)
    organiser = organiser_of(COAL, Track.SAFETY, used)
    assert organiser.provisions == rests_on
    assert organiser.who is (None if standing is Standing.UNREAD else Organiser.OWNER)


def test_what_was_not_read_computes_nothing() -> None:
    """The orders on 三同时 are known from excerpts alone: no day, whatever is recorded."""
    began, ended = date(2026, 1, 1), date(2026, 9, 1)
    works = replace(
        BOTH,
        days={
            Step.DESIGN_APPLIED: began,
            Step.DESIGN_ACCEPTED: began,
            Step.TRIAL_BEGAN: began,
            Step.TRIAL_ENDED: ended,
            Step.HEALTH_ACCEPTED: ended,
            Step.USED: ended,
        },
    )
    unread = {clock.rule.term for clock in clocks_of(works, TODAY, YEAR) if clock.standing is Standing.UNREAD}
    assert unread == {
        ProjectTerm.DESIGN_INTAKE,
        ProjectTerm.DESIGN_REVIEW,
        ProjectTerm.SAFETY_TRIAL,
        ProjectTerm.HEALTH_TRIAL,
        ProjectTerm.ACCEPTANCE_PLAN,
        ProjectTerm.ACCEPTANCE_REPORT,
    }
    told = {
        (clock.due_on, clock.first_on, clock.days_left)
        for clock in clocks_of(works, TODAY, YEAR)
        if clock.rule.term in unread
    }
    assert told == {(None, None, None)}


@pytest.mark.usefixtures("everything_read")
@pytest.mark.parametrize(
    ("term", "days", "standing", "first", "due"),
    [
        ("design_intake", {"design_applied_on": "2026-09-28"}, "overdue", None, "2026-10-12"),
        ("design_review", {"design_accepted_on": "2026-11-02"}, "running", None, "2026-11-30"),
        ("safety_trial", {"trial_began_on": "2026-06-01"}, "running", "2026-07-01", "2026-11-28"),
        ("health_trial", {"trial_began_on": "2026-05-01"}, "overdue", "2026-05-31", "2026-10-28"),
        (
            "safety_trial",
            {"trial_began_on": "2026-06-01", "trial_ended_on": "2026-06-30"},
            "too_short",
            "2026-07-01",
            "2026-11-28",
        ),
        ("acceptance_report", {"health_accepted_on": "2026-11-03"}, "running", None, "2026-11-23"),
        ("acceptance_report", {"health_accepted_on": "2026-11-02"}, "overdue", None, "2026-11-22"),
        (
            "acceptance_plan",
            {"health_accepted_on": "2026-11-21", "acceptance_plan_sent_on": "2026-11-02"},
            "met_late",
            None,
            "2026-11-01",
        ),
    ],
)
def test_once_read_each_term_runs_by_its_own_days(
    term: str, days: dict[str, str], standing: str, first: str | None, due: str
) -> None:
    works = replace(BOTH, days={Step(step): date.fromisoformat(day) for step, day in days.items()})
    clock = one(works, ProjectTerm(term))
    told = (clock.standing, str(clock.first_on) if clock.first_on else None, str(clock.due_on))
    assert told == (standing, first, due)


@pytest.mark.usefixtures("everything_read")
def test_a_year_without_a_table_of_holidays_is_not_guessed() -> None:
    works = replace(BOTH, days={Step.DESIGN_APPLIED: date(2026, 9, 28)})
    found = {clock.rule.term: clock for clock in clocks_of(works, TODAY, None)}
    assert found[ProjectTerm.DESIGN_INTAKE].due_on is None


@pytest.mark.parametrize(
    ("evaluated", "accepted", "planned", "standing"),
    [
        (None, None, None, Standing.NOT_BEGUN),
        (None, None, date(2026, 12, 1), Standing.RUNNING),
        (None, date(2026, 11, 1), None, Standing.UNRECORDED),
        (date(2026, 11, 1), date(2026, 11, 1), None, Standing.MET_IN_TIME),
        (date(2026, 11, 2), date(2026, 11, 1), None, Standing.MET_LATE),
        (date(2018, 1, 2), date(2018, 2, 1), None, Standing.UNREAD),
    ],
)
def test_the_control_effect_is_evaluated_before_the_acceptance(
    evaluated: date | None, accepted: date | None, planned: date | None, standing: Standing
) -> None:
    days = {Step.EFFECT_EVALUATED: evaluated, Step.HEALTH_ACCEPTED: accepted}
    works = replace(
        BOTH,
        days={step: day for step, day in days.items() if day},
        planned={Step.HEALTH_ACCEPTED: planned} if planned else {},
    )
    assert one(works, ProjectTerm.EFFECT_EVALUATION).standing is standing


@pytest.mark.parametrize(
    ("works", "track", "on", "who"),
    [
        (BOTH, Track.SAFETY, TODAY, Organiser.OWNER),
        (BOTH, Track.HEALTH, TODAY, Organiser.OWNER),
        (COAL, Track.SAFETY, TODAY, Organiser.OWNER),
        (replace(BOTH, special=SpecialWorks.MEDICAL_RADIATION), Track.HEALTH, TODAY, Organiser.AUTHORITY),
        (replace(BOTH, high_risk=False), Track.SAFETY, TODAY, None),
        (BOTH, Track.SAFETY, date(2013, 5, 1), None),
        (BOTH, Track.HEALTH, date(2015, 5, 1), None),
    ],
)
def test_the_law_of_the_day_says_who_organises_an_acceptance(
    works: Works, track: Track, on: date, who: Organiser | None
) -> None:
    assert organiser_of(works, track, on).who is who


def test_of_a_mine_the_law_that_says_otherwise_is_named_too() -> None:
    found = organiser_of(replace(BOTH, mine=True), Track.SAFETY, TODAY)
    assert (found.who, found.provisions, found.doubt) == (Organiser.OWNER, ("safety-34",), ("mine-12-2",))
    assert organiser_of(BOTH, Track.SAFETY, TODAY).doubt == ()


def test_the_class_of_hazards_belongs_to_health_facilities_and_unread_rules_refuse_none() -> None:
    with pytest.raises(Invalid):
        project_terms.check_class(HazardClass.SEVERE, [Track.SAFETY], TODAY)
    project_terms.check_class(HazardClass.CONSIDERABLE, [Track.HEALTH], TODAY)
    known = project_terms.classes_on(TODAY)
    assert known is not None
    assert (known.names, known.read) == ((HazardClass.SEVERE, HazardClass.ORDINARY), False)
    before = project_terms.classes_on(date(2018, 1, 1))
    assert before is not None
    assert HazardClass.CONSIDERABLE in before.names
    assert project_terms.classes_on(date(2010, 1, 1)) is None


@pytest.mark.usefixtures("everything_read")
def test_a_class_that_the_read_rule_of_the_day_does_not_know_is_refused() -> None:
    with pytest.raises(Invalid):
        project_terms.check_class(HazardClass.CONSIDERABLE, [Track.HEALTH], TODAY)


def test_every_term_and_duty_names_provisions_and_words() -> None:
    assert {rule.term for rule in project_terms._RULES} == set(ProjectTerm) == set(project_terms.TERM_LABELS)
    named = {key for rule in project_terms._RULES for key in rule.provisions}
    named |= {key for known in duties.DUTIES.values() for duty in known for key in duty.provisions}
    assert named <= set(PROVISIONS)


@pytest.mark.parametrize("occasion", duties.Occasion)
def test_a_duty_of_the_union_rests_on_an_article_that_was_read(occasion: duties.Occasion) -> None:
    for duty in duties.DUTIES[occasion]:
        assert any(PROVISIONS[key].checked(TODAY) for key in duty.provisions), duty.what


def test_a_mine_is_accepted_by_the_article_on_mines_whether_or_not_somebody_ticked_high_risk() -> None:
    used = {Step.SAFETY_ACCEPTED: date(2026, 9, 1), Step.USED: date(2026, 10, 1)}
    mine = Works(facilities=frozenset({Track.SAFETY}), mine=True, days=used)
    assert one(mine, ProjectTerm.SAFETY_ACCEPTANCE).standing is Standing.MET_IN_TIME
    assert ProjectTerm.OTHER_ACCEPTANCE not in {clock.rule.term for clock in clocks_of(mine, TODAY, YEAR)}


@pytest.mark.parametrize(
    ("on", "names"),
    [
        (date(2020, 12, 31), ["severe", "considerable", "ordinary"]),
        (date(2021, 1, 1), ["severe", "considerable", "ordinary"]),
        (date(2021, 12, 31), ["severe", "considerable", "ordinary"]),
        (date(2022, 1, 1), ["severe", "ordinary"]),
    ],
)
def test_in_the_year_whose_day_nobody_saw_either_catalogue_may_hold(on: date, names: list[str]) -> None:
    known = project_terms.classes_on(on)
    assert known is not None
    assert list(known.names) == names
    assert ("disease-catalogue" in known.provisions) == (on.year >= 2021)
    assert not (on.year == 2021 and known.read)


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        ({}, {Standing.NOT_BEGUN}),
        ({Step.USED: date(2026, 10, 1)}, set()),
        (
            {Step.USED: date(2026, 10, 1), Step.DESIGN_ACCEPTED: date(2025, 1, 2)},
            {Standing.OVERDUE},
        ),
        (
            {Step.USED: date(2026, 10, 1), Step.DESIGN_DECIDED: date(2025, 1, 2)},
            {Standing.MET_IN_TIME},
        ),
    ],
)
def test_of_a_coal_mine_in_use_the_design_review_is_told_only_where_a_day_of_it_is_recorded(
    recorded: dict[Step, date], told: set[Standing]
) -> None:
    clocks = clocks_of(replace(COAL, days=recorded), TODAY, YEAR)
    found = {one.standing for one in clocks if one.rule.term is ProjectTerm.COAL_DESIGN_REVIEW}
    assert found == told
