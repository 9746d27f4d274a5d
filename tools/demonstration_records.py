"""Which records of the demonstration the pictures show: of the officers' own district, with much to see."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import Select, func, select

from maps import boundaries, edition_files
from safety.access.scope import Actor, Scope
from safety.accidents.models import Accident, CasualtyReport, Notification, ReportVersion
from safety.accidents.operations.notice_rows import NOTICES
from safety.accidents.vocabulary import CaseState
from safety.corrections import operations as corrections
from safety.corrections.models import Demand, EvacuationProposal, Notice, NoticeItem, Referral
from safety.corrections.vocabulary import DemandState, NoticeState
from safety.database import db
from safety.exports.asked import Asked, FileFormat, RegisterName
from safety.exports.operations import begin_export, begin_participation
from safety.exports.rules import participation
from safety.ids import new_id
from safety.inspections import operations as inspections
from safety.inspections.models import ChecklistTemplate, ChecklistVersion, Inspection, Plan
from safety.inspections.rules import InspectionState
from safety.jobs import operations as jobs
from safety.labour_law.models import LabourLetter
from safety.law.days import shanghai_date
from safety.papers.models import Paper
from safety.people.models import Appointment, Certificate, Member
from safety.people.queries import actor_of, member_by_sign_in_name
from safety.projects import operations as project_operations
from safety.projects import queries as projects
from safety.projects.models import Review, SignOff
from safety.projects.operations.project_rows import PROJECTS
from safety.reference.models import ColourRule
from safety.reference.operations import law_texts
from safety.rosters.operations.member_rows import MEMBERS
from safety.sync.models import SyncConflict, SyncDevice, SyncEntry
from safety.workplaces.models import RegisterImport, Site
from safety.workplaces.operations.employer_rows import EMPLOYERS
from safety.workplaces.operations.site_rows import SITES
from tools.console import Failure
from tools.demonstration_registers import import_of

#: A version of a law as an administrator brings it; invented.
NEW_LAW = """
name = "中华人民共和国工会法"
version = "示例修正"
in_force_from = 2030-01-01
rank = "law"

[provision.union-25]
article = 26
says = "示例条文。"
"""
#: Registers that are taken in, with the page of each one's import and what its address calls it.
IMPORTS = (
    (SITES, "workplaces.site_import", "import_id"),
    (PROJECTS, "projects.project_import", "project_import_id"),
    (EMPLOYERS, "employer_imports.employer_import", "employer_import_id"),
    (NOTICES, "notice_imports.notice_import", "notice_import_id"),
    (MEMBERS, "rosters.member_import", "member_import_id"),
)


class DemonstrationRecords:
    """The record for each argument of a page's address; None where the demonstration has none."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.now = datetime.now(UTC)
        self.today: date = shanghai_date(self.now)
        self.officer = _actor("fuling", self.today)
        self.inspector = _actor("inspector", self.today)
        self.district = self.officer_member.union.district_code
        self.notice = self._notice(NoticeState.DELIVERED)
        self.made: dict[tuple[str, str], object] = {}

    @property
    def officer_member(self) -> Member:
        """The district's officer."""
        return db.session.get_one(Member, self.officer.member_id)

    def make_missing(self) -> None:
        """An import, an export, a checklist and an employer's link, which the demonstration has not."""
        _, token = corrections.make_link(actor=self.officer, now=self.now, notice=self.notice)
        self.made["corrections.employer_reply", "token"] = token
        reported = self._accidents_with(CaseState.REPORTED)
        of_it = ReportVersion.accident_id == reported
        self.made["accidents.sign", "accident_id"] = reported
        self.made["accidents.sign", "report_id"] = self._first(select(ReportVersion.id).where(of_it))
        for kind, page, argument in IMPORTS:
            actor = _actor(
                {MEMBERS.name: "security", NOTICES.name: "accident"}.get(kind.name, "fuling"), self.today
            )
            union = db.session.get_one(Member, actor.member_id).union
            self.made[page, argument] = import_of(kind, actor=actor, union=union, now=self.now)
        review = projects.get_review(self._review_with("opinions"), Scope(everything=True))
        _, owner_token = project_operations.make_link(actor=self.officer, now=self.now, review=review)
        self.made["projects.owner_reply", "token"] = owner_token
        self.made["inspections.edit_checklist", "checklist_id"] = self._own_checklist()
        self.made["laws.text", "law_text_id"] = law_texts.upload_law_text(
            actor=_actor("system", self.today), now=self.now, text=NEW_LAW
        ).id
        self.made["edition_files.show", "boundary_file_id"] = edition_files.keep(
            actor=_actor("system", self.today),
            now=self.now,
            id=new_id(),
            source=boundaries.SHIPPED,
            file_name="districts.geojson",
        ).id
        asked = Asked(RegisterName.HAZARDS, FileFormat.XLSX)
        self.made["exports.export", "export_id"] = begin_export(
            actor=self.officer, now=self.now, asked=asked
        ).id
        self.made["participation.export", "export_id"] = begin_participation(
            actor=_actor("signatory", self.today), now=self.now, asked=participation.Asked()
        ).id

    def value_of(self, endpoint: str, argument: str) -> object:
        """The record that ``endpoint`` is shown with."""
        if found := self.made.get((endpoint, argument)):
            return found
        choose = getattr(self, f"_{endpoint.replace('.', '_')}", None) or getattr(self, f"_{argument}")
        return choose()

    def _review_with(self, state: str) -> uuid.UUID:
        """A review whose opinions wait for a reply, whose conclusion waits, or whose conclusion is signed."""
        statement = select(Review.id).where(Review.district_code == self.district)
        if state == "opinions":
            waiting = select(Demand.source_id).where(Demand.state == DemandState.DEMANDED)
            statement = statement.where(Review.id.in_(waiting))
        else:
            statement = statement.where(
                Review.id.in_(select(SignOff.review_id).where(SignOff.state == state))
            )
        found = self._first(statement.order_by(Review.opened_at.desc()))
        if found is None:
            raise Failure(f"the demonstration has no review with {state}")
        return found

    def _review_id(self) -> uuid.UUID | None:
        return self._review_with("signed")

    def _projects_sign(self) -> uuid.UUID | None:
        return self._review_with("proposed")

    def _projects_attendance(self) -> uuid.UUID | None:
        return self._review_with("opinions")

    _projects_new_opinion = _projects_proposal = _projects_referral_form = _projects_attendance

    def _project_id(self) -> uuid.UUID | None:
        return self._first(select(Review.project_id).where(Review.id == self._review_with("signed")))

    def _here(self, model: Any, *where: Any) -> Select[Any]:
        return select(model.id).where(model.district_code == self.district, *where).limit(1)

    def _first(self, statement: Select[Any]) -> uuid.UUID | None:
        found: uuid.UUID | None = db.session.scalars(statement.limit(1)).first()
        return found

    def _notice(self, *states: NoticeState) -> Notice:
        """The notice with the most to re-check."""
        statement = (
            select(Notice.id)
            .join(NoticeItem)
            .join(Demand, Demand.id == NoticeItem.demand_id)
            .where(Notice.district_code == self.district, Notice.state.in_(states))
            .group_by(Notice.id)
            .order_by(func.sum((Demand.state == DemandState.REPLIED).cast(db.Integer)).desc(), Notice.id)
        )
        found = self._first(statement)
        if found is None:
            raise Failure("the demonstration has no delivered notice")
        return db.session.get_one(Notice, found)

    def _corrections_edit_notice(self) -> uuid.UUID | None:
        return self._first(self._here(Notice, Notice.state == NoticeState.DRAFT))

    def _rule_id(self) -> uuid.UUID | None:
        return self._first(select(ColourRule.id))

    def _inspections_check(self) -> uuid.UUID | None:
        mine = (
            Inspection.state == InspectionState.DRAFT,
            Inspection.inspector_id == self.inspector.member_id,
        )
        return self._first(self._here(Inspection, *mine))

    def _inspection_id(self) -> uuid.UUID | None:
        return self._demand().source_id

    def _corrections_new_notice(self) -> uuid.UUID | None:
        raised = (Demand.state == DemandState.RAISED, Demand.can_be_demanded)
        return self._first(select(Demand.site_id).where(Demand.district_code == self.district, *raised))

    def _corrections_new_referral(self) -> uuid.UUID | None:
        return self._first(self._here(Demand, Demand.is_open, Demand.term_on < self.today))

    def _notice_id(self) -> uuid.UUID | None:
        return self.notice.id

    def _site_id(self) -> uuid.UUID | None:
        return self.notice.site_id

    def _employer_id(self) -> uuid.UUID | None:
        return db.session.get_one(Site, self.notice.site_id).employer_id

    def _demand(self) -> Demand:
        return next((one.demand for one in self.notice.items if one.demand.grade == "major"), None) or (
            self.notice.items[0].demand
        )

    def _letter_id(self) -> uuid.UUID | None:
        return self._first(select(LabourLetter.id).where(LabourLetter.district_code == self.district))

    def _demand_id(self) -> uuid.UUID | None:
        return self._demand().id

    def _finding_id(self) -> uuid.UUID | None:
        return self._demand().id

    def _paper_id(self) -> uuid.UUID | None:
        return self.notice.paper_id

    def _code(self) -> str | None:
        return db.session.get_one(Paper, self.notice.paper_id).verification_code

    def _proposal_id(self) -> uuid.UUID | None:
        return self._first(self._here(EvacuationProposal, EvacuationProposal.decision.is_not(None)))

    def _referral_id(self) -> uuid.UUID | None:
        return self._first(self._here(Referral, Referral.decision.is_(None)))

    def _accident_id(self) -> uuid.UUID | None:
        """The accident with the most reports of casualties."""
        statement = (
            select(Accident.id)
            .join(CasualtyReport, CasualtyReport.accident_id == Accident.id)
            .where(Accident.district_code == self.district)
            .group_by(Accident.id)
            .order_by(func.count().desc(), Accident.id)
        )
        return self._first(statement)

    def _accidents_with(self, state: CaseState) -> uuid.UUID | None:
        return self._first(
            self._here(Accident, Accident.state == state).order_by(Accident.happened_at.desc())
        )

    def _accidents_measures(self) -> uuid.UUID | None:
        return self._accidents_with(CaseState.APPROVED)

    def _notification_id(self) -> uuid.UUID | None:
        return self._first(self._here(Notification, Notification.accident_id.is_(None)))

    def _plan_id(self) -> uuid.UUID | None:
        newest = self._here(Plan).order_by(Plan.created_at.desc())
        return self._first(newest)

    def _checklist_id(self) -> uuid.UUID | None:
        return self._first(select(ChecklistTemplate.id).where(ChecklistTemplate.key == "construction"))

    def _member_id(self) -> uuid.UUID | None:
        return self.inspector.member_id

    def _union_id(self) -> uuid.UUID | None:
        return self.officer_member.union_id

    def _appointment_id(self) -> uuid.UUID | None:
        return self._first(select(Appointment.id).where(Appointment.member_id == self.inspector.member_id))

    def _certificate_id(self) -> uuid.UUID | None:
        return self._first(select(Certificate.id).where(Certificate.member_id == self.inspector.member_id))

    def _device_id(self) -> uuid.UUID | None:
        own = (SyncDevice.member_id == self.inspector.member_id, SyncDevice.revoked_at.is_(None))
        return self._first(select(SyncDevice.id).where(*own))

    def _entry_id(self) -> uuid.UUID | None:
        return self._first(self._here(SyncEntry, SyncEntry.marked, SyncEntry.judged_at.is_(None)))

    def _conflict_id(self) -> uuid.UUID | None:
        return self._first(self._here(SyncConflict, SyncConflict.decided_at.is_(None)))

    def _own_checklist(self) -> uuid.UUID:
        """A checklist of the district, begun as a copy of a shipped one."""
        template = db.session.get_one(ChecklistTemplate, self._checklist_id())
        own = inspections.make_checklist(
            actor=self.officer,
            now=self.now,
            title="涪陵区建筑施工检查表（示例）",
            union=self.officer_member.union,
            copied_from=db.session.get_one(ChecklistVersion, template.current_id),
        )
        return own.id

    def do_work(self) -> None:
        """Do the work of the import and the export, which needs transactions of its own."""
        for page in ("exports.export", "participation.export"):
            export_id = self.made[page, "export_id"]
            if isinstance(export_id, uuid.UUID):
                jobs.run(export_id)
        for _, page, argument in IMPORTS:
            job_id = db.session.get_one(RegisterImport, self.made[page, argument]).job_id
            if job_id is not None:
                jobs.run(job_id)


def _actor(sign_in_name: str, today: date) -> Actor:
    member = member_by_sign_in_name(sign_in_name)
    if member is None:
        raise Failure(f"the demonstration has no {sign_in_name}")
    return actor_of(member, on=today)
