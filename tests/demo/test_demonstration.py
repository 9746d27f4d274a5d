"""The demonstration: every state there is, made by the real operations, into an empty database only."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from safety.access.scope import Scope
from safety.audit.queries import verify
from safety.corrections.models import Demand, EvacuationProposal, Notice, Referral
from safety.corrections.vocabulary import DemandState, FindingGrade, NoticeState
from safety.database import db
from safety.demo import operations as demo
from safety.demo.wording import wordings
from safety.errors import NotPossibleNow
from safety.inspections.models import Assignment, Inspection
from safety.inspections.rules import InspectionState
from safety.inspections.shipped import shipped_checklists
from safety.law.days import shanghai_date
from safety.people.models import Certificate, Member
from safety.people.operations import password_fits
from safety.projects.models import Dissent, Project, SignOff
from safety.projects.queries import ProjectFilters, count_projects
from safety.projects.vocabulary import Conclusion, Stage
from safety.sync.models import SyncConflict, SyncDevice, SyncEntry
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from tests.cast import NOW, Cast

PASSWORD = "a password printed at start"
SITES = 130


def load(app: Flask, count: int = SITES) -> demo.Loaded:
    """A demonstration with fewer sites than the real one; the two shown districts are whole."""
    with one_transaction():
        return demo.load_demonstration(
            now=NOW,
            password=PASSWORD,
            geography=app.extensions["geography"],
            base_url="http://127.0.0.1:8000",
            count=count,
        )


def states_in(district: str) -> set[str]:
    """The states of a district's findings."""
    return set(db.session.scalars(select(Demand.state).where(Demand.district_code == district).distinct()))


@pytest.mark.once  # the drill loads the whole of it on both databases
def test_each_list_and_clock_has_something_true_to_show(app: Flask) -> None:
    loaded = load(app)
    projects_stand_in_every_state_there_is()
    today = shanghai_date(NOW)
    read = db.session.scalars

    assert loaded.sites >= SITES
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
    assert None in set(read(select(EvacuationProposal.decision)))
    assert {None, "ordered"} <= set(read(select(Referral.decision)))
    assert {True, False} == {done is None for done in read(select(Assignment.done_at))}
    assert any(0 < (day - today).days <= 60 for day in read(select(Certificate.valid_to)))
    assert None not in set(read(select(Site.district_code)))

    devices, entries = list(read(select(SyncDevice))), list(read(select(SyncEntry)))
    assert {one.revoked_at is None for one in devices} == {True, False}
    assert any(one.unsent and one.last_contact_at and (NOW - one.last_contact_at).days > 3 for one in devices)
    assert {one.state for one in entries} == {"arrived", "refused", "conflict"}
    assert {one.judged_at is None for one in entries if one.marked} == {True, False}
    assert {one.decided_at is None for one in read(select(SyncConflict))} == {True, False}

    chains, broken = verify()
    assert broken is None
    assert chains > 100

    officer = read(select(Member).where(Member.sign_in_name == loaded.officers[0].sign_in_name)).one()
    assert password_fits(officer.password_hash, PASSWORD)


def test_a_register_in_use_takes_no_demonstration(app: Flask, cast: Cast) -> None:
    with pytest.raises(NotPossibleNow):
        load(app)


def test_every_wording_stands_on_an_item_of_its_checklist() -> None:
    items = {
        one.key: {item["id"] for section in one.content["sections"] for item in section["items"]}
        for one in shipped_checklists()
    }

    for key, some in wordings().items():
        assert {one.item for one in some} <= items[key]
        assert any(not one.major for one in some)


def projects_stand_in_every_state_there_is() -> None:
    read = db.session.scalars
    assert set(read(select(Project.stage))) == set(Stage)
    assert set(read(select(SignOff.conclusion).where(SignOff.state == "signed"))) == set(Conclusion)
    assert db.session.scalar(select(func.count()).select_from(Project).where(Project.no_union_part)) > 2  # type: ignore[operator]
    proposed = select(func.count()).select_from(SignOff).where(SignOff.state == "proposed")
    assert (db.session.scalar(proposed) or 0) >= 2
    countered = set(read(select(SignOff.countered_at.is_(None)).where(SignOff.needs_counter)))
    assert countered == {True, False}
    assert db.session.scalar(select(func.count()).select_from(Dissent))
    today = shanghai_date(NOW)
    late = ProjectFilters(waiting="reply")
    assert count_projects(Scope(everything=True), late, today=today) >= 2
    assert db.session.scalar(select(func.count()).select_from(Project)) >= 30  # type: ignore[operator]
