"""What a demonstration has in it: something true to show in each list and on each clock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from safety.access.scope import Scope
from safety.corrections.clocks import Terms
from safety.corrections.models import Demand, EvacuationProposal, Notice, Referral
from safety.corrections.vocabulary import DANGER_COLOUR, DemandKind, DemandState, FindingGrade, NoticeState
from safety.database import db
from safety.inspections.models import Assignment, Inspection
from safety.inspections.rules import InspectionState
from safety.law.days import shanghai_date
from safety.papers.models import Paper
from safety.papers.rules import DEFAULT_TITLES
from safety.people.models import Certificate
from safety.projects.models import Dissent, Project, SignOff
from safety.projects.queries import ProjectFilters, count_projects
from safety.projects.vocabulary import Conclusion, Stage
from safety.proof.queries.chains import verify_chains
from safety.sync.models import SyncConflict, SyncDevice, SyncEntry
from safety.workplaces.models import Site


def states_in(district: str) -> set[str]:
    """The states of a district's findings."""
    return set(db.session.scalars(select(Demand.state).where(Demand.district_code == district).distinct()))


def everything_is_shown(now: datetime) -> None:
    """Fail unless each state, grade, clock and conflict stands in the demonstration of this moment."""
    projects_stand_in_every_state_there_is(now)
    today = shanghai_date(now)
    read = db.session.scalars

    assert states_in("500102") == states_in("500108") == set(DemandState)
    assert set(read(select(Inspection.state))) == set(InspectionState)
    assert set(read(select(Notice.state))) >= set(NoticeState) - {NoticeState.DISCARDED}
    assert set(read(select(Demand.colour))) >= {"red", "orange", "yellow", "blue"}
    assert set(read(select(Demand.grade))) == set(FindingGrade)
    for district in ("500102", "500108"):
        waiting = select(Inspection.id).where(
            Inspection.district_code == district, Inspection.state == InspectionState.UNCERTIFIED
        )
        assert read(waiting.limit(1)).first()
        here = (
            select(func.count()).select_from(Demand).where(Demand.is_open, Demand.district_code == district)
        )
        assert db.session.scalar(here.where(Demand.term_on == today))
        assert db.session.scalar(here.where(Demand.term_on < today))
        assert db.session.scalar(here.where(Demand.term_on > today))
    terms_follow_the_grade()
    # Whatever stands in the table of titles can be produced: the demonstration has one of each.
    assert set(read(select(Paper.kind).distinct())) == set(DEFAULT_TITLES)
    assert None in set(read(select(EvacuationProposal.decision)))
    assert {None, "ordered"} <= set(read(select(Referral.decision)))
    about_hazards = select(Referral.department).where(Referral.subject_kind.is_(None))
    assert {department[-4:] for department in read(about_hazards)} == {"人民政府"}
    assert {True, False} == {done is None for done in read(select(Assignment.done_at))}
    assert any(0 < (day - today).days <= 60 for day in read(select(Certificate.valid_to)))
    assert None not in set(read(select(Site.district_code)))

    devices, entries = list(read(select(SyncDevice))), list(read(select(SyncEntry)))
    assert {one.revoked_at is None for one in devices} == {True, False}
    assert any(one.unsent and one.last_contact_at and (now - one.last_contact_at).days > 3 for one in devices)
    assert {one.state for one in entries} == {"arrived", "refused", "conflict"}
    assert {one.judged_at is None for one in entries if one.marked} == {True, False}
    assert {one.decided_at is None for one in read(select(SyncConflict))} == {True, False}

    chains, broken = verify_chains()
    assert broken is None
    assert chains > 100


def terms_follow_the_grade() -> None:
    """Fail unless a danger is to be removed on the day of its notice, a major hazard planned in 7, any other removed in 15."""
    demanded = select(Demand).where(Demand.kind == DemandKind.FINDING, Demand.demanded_at.is_not(None))
    most: dict[tuple[bool, str], int] = {}
    for one in db.session.scalars(demanded):
        if one.first_term_on is None or one.demanded_at is None:
            continue
        days = (one.first_term_on - shanghai_date(one.demanded_at)).days
        of = (one.colour == DANGER_COLOUR, one.grade)
        most[of] = max(days, most.get(of, 0))
    assert {of: days for of, days in most.items() if of[0]} == {(True, "ordinary"): 0, (True, "major"): 0}
    assert 0 < most[False, "major"] <= Terms().major_days
    assert 0 < most[False, "ordinary"] <= Terms().ordinary_days


def projects_stand_in_every_state_there_is(now: datetime) -> None:
    """Fail unless a project stands in each of its states."""
    read = db.session.scalars
    assert set(read(select(Project.stage))) == set(Stage)
    assert set(read(select(SignOff.conclusion).where(SignOff.state == "signed"))) == set(Conclusion)
    assert db.session.scalar(select(func.count()).select_from(Project).where(Project.no_union_part)) > 2  # type: ignore[operator]
    proposed = select(func.count()).select_from(SignOff).where(SignOff.state == "proposed")
    assert (db.session.scalar(proposed) or 0) >= 2
    countered = set(read(select(SignOff.countered_at.is_(None)).where(SignOff.needs_counter)))
    assert countered == {True, False}
    assert db.session.scalar(select(func.count()).select_from(Dissent))
    today = shanghai_date(now)
    late = ProjectFilters(waiting="reply")
    assert count_projects(Scope(everything=True), late, today=today) >= 2
    assert db.session.scalar(select(func.count()).select_from(Project)) >= 30  # type: ignore[operator]
