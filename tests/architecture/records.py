"""One record of every kind in 渝中 (own) and one in 南岸 (other), for asking every route about both.

``RECORDS`` maps each argument of the URL map to its two values; ``scoped`` is False where a value belongs to no
district.  The records are made through the API by an officer and an inspector of each district.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from maps import boundaries, edition_files
from safety.access.scope import system_actor
from safety.audit.append_only import lifted
from safety.database import db
from safety.exports.asked import Asked, FileFormat, RegisterName
from safety.exports.operations.registers import KIND as EXPORT
from safety.inspections import operations as inspections
from safety.jobs.models import Job
from safety.labour_law.inputs import LetterFacts
from safety.labour_law.operations import draft_letter
from safety.labour_law.vocabulary import LetterKind
from safety.people import operations as people
from safety.people.models import AccessToken, Appointment, Certificate, SignIn
from safety.people.queries import digest
from safety.projects import operations as projects
from safety.projects.vocabulary import Category, Conclusion, How, ReviewKind
from safety.reference.operations import law_texts
from safety.transactions import one_transaction
from safety.workplaces.models import RegisterImport, SiteTransfer
from safety.workplaces.rules import TransferState
from tests.architecture import record_ids
from tests.architecture.accident_records import load_accident
from tests.architecture.record_ids import RECORDS, SIDES, employer_id, fixed
from tests.architecture.tablet_records import load_tablet
from tests.cast import IN_A_YEAR, NOW, TODAY, Cast, id_of
from tests.inspections.workplaces import complete_check, load_sites, site_id, upload, version_of
from tests.kept_rows import made_once
from tests.law.new_texts import new_union_law

#: Who has the records of each side; tests of a third side add theirs.
WHO = dict(record_ids.WHO)


def load_records(app: Flask, cast: Cast, sides: Sequence[str] = SIDES) -> None:
    """Make the records of both sides, or of those of ``WHO`` that are named; nothing but the cast was there before."""
    app.config["WTF_CSRF_ENABLED"] = False
    made_once(app, "records_of_" + "_".join(sides), lambda: _make_records(app, cast, sides))


def _make_records(app: Flask, cast: Cast, sides: Sequence[str]) -> None:
    with one_transaction():
        load_sites()
    for side in sides:
        _load_side(app, cast, side)
    with one_transaction():
        _load_checklist(cast)
        _load_law_text(cast)
        _load_boundary_file(cast)


def _load_boundary_file(cast: Cast) -> None:
    """A file of districts that waits to be put to use."""
    edition_files.keep(
        actor=cast.actor("huangtao"),
        now=NOW,
        id=RECORDS["boundary_file_id"]["own"],
        source=boundaries.SHIPPED,
        file_name="districts.geojson",
    )


def _load_law_text(cast: Cast) -> None:
    """A version of a law that was imported and waits to be put in use."""
    made = law_texts.upload_law_text(actor=cast.actor("huangtao"), now=NOW, text=new_union_law())
    _rename("law_texts", str(made.id), RECORDS["law_text_id"]["own"])


def _load_checklist(cast: Cast) -> None:
    """A checklist that 渝中 made of a shipped one and is still working on."""
    made = inspections.make_checklist(
        actor=cast.actor("chenjing"),
        now=NOW,
        title="渝中区有限空间检查表",
        union=cast.union("yuzhong"),
        copied_from=version_of("confined"),
    )
    _rename("checklist_templates", str(made.id), RECORDS["checklist_id"]["own"])


def _load_project(cast: Cast, side: str) -> None:
    """A project with a design review, one opinion, and a conclusion that waits to be signed."""
    officer = cast.actor(WHO[side][0])
    with one_transaction():
        project = projects.create_project(
            actor=officer,
            now=NOW,
            id=fixed("project", side),
            owner_id=employer_id(WHO[side][2]),
            site_id=site_id(WHO[side][2]),
            name="厂房新建工程",
            nature="new",
            tracks=["safety"],
        )
        review = projects.open_review(
            actor=officer,
            now=NOW,
            project=project,
            kind=ReviewKind.DESIGN,
            invited=True,
            notified_on=TODAY,
            notified_by="建设单位",
            how=How.LETTER,
            id=fixed("review", side),
        )
        projects.add_opinion(
            actor=officer,
            now=NOW,
            review=review,
            category=Category.FIRE,
            mandatory=True,
            text="疏散门应向外开启",
            id=fixed("opinion", side),
        )
        projects.propose_conclusion(
            actor=officer, now=NOW, review=review, conclusion=Conclusion.REFUSE, words="疏散距离不足"
        )


def _load_transfer(cast: Cast, side: str) -> None:
    """A site of the side that is offered within its own district."""
    row = SiteTransfer(
        id=fixed("transfer", side),
        site_id=site_id(WHO[side][2]),
        from_union_id=id_of(WHO[side][3]),
        to_union_id=id_of({"yuzhong": "jiefangbei", "nanan": "plant"}.get(WHO[side][3], "nanan")),
        on_day=TODAY,
        reason="属地管理",
        state=TransferState.PROPOSED,
        proposed_at=NOW,
    )
    with one_transaction():
        db.session.add(row)


def _program(app: Flask, cast: Cast, sign_in_name: str) -> FlaskClient:
    with one_transaction():
        _, token = people.create_token(
            actor=cast.actor(sign_in_name), now=NOW, name="records", expires_at=IN_A_YEAR
        )
    program = app.test_client()
    program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return program


def _made(answer: Any) -> Any:
    assert answer.status_code in {200, 201}, answer.text
    return answer.get_json()


def _load_side(app: Flask, cast: Cast, side: str) -> None:
    officer, inspector = (_program(app, cast, name) for name in WHO[side][:2])
    _load_people(cast, side)
    _load_check(inspector, side)
    _load_corrections(officer, side)
    _load_plan(officer, side)
    _load_project(cast, side)
    _load_transfer(cast, side)
    load_tablet(lambda name: fixed(name, side), member_id=id_of(WHO[side][1]), union=cast.union(WHO[side][3]))
    with one_transaction():
        report = load_accident(
            lambda name: fixed(name, side), site_id=site_id(WHO[side][2]), member_id=id_of(WHO[side][1])
        )
        _rename("accident_reports", str(report), fixed("report", side))
        draft_letter(
            actor=system_actor(),
            now=NOW,
            place=cast.place(WHO[side][3]),
            kind=LetterKind.PROMPT,
            facts=LetterFacts("示例公司", "示例公司", "事由", "情况", "提示"),
            id=fixed("letter", side),
        )


def _load_people(cast: Cast, side: str) -> None:
    member_id = id_of(WHO[side][1])
    union_id = id_of(WHO[side][3])
    with one_transaction():
        db.session.add_all(
            [
                Appointment(
                    id=fixed("appointment", side),
                    member_id=member_id,
                    union_id=union_id,
                    role="archivist",
                    valid_from=NOW.date(),
                ),
                Certificate(
                    id=fixed("certificate", side),
                    member_id=member_id,
                    number=f"记录-{side}",
                    issuer="示例",
                    issued_on=NOW.date(),
                    valid_to=NOW.date().replace(year=2028),
                ),
                SignIn(
                    id=fixed("sign_in", side),
                    token_hash=digest(f"sign-in-{side}"),
                    member_id=member_id,
                    began_at=NOW,
                    last_seen_at=NOW,
                    client="records",
                ),
                AccessToken(
                    id=fixed("token", side),
                    token_hash=digest(f"token-{side}"),
                    member_id=member_id,
                    name="records",
                    created_at=NOW,
                    expires_at=IN_A_YEAR,
                ),
                Job(id=fixed("job", side), kind="nothing", owner_id=member_id, given={}, created_at=NOW),
                _export(side, member_id),
                _import("sites", "import", cast, side),
                _import("projects", "project_import", cast, side),
                _import("members", "member_import", cast, side),
                _import("notices", "notice_import", cast, side),
                _import("employers", "employer_import", cast, side),
            ]
        )


def _import(register: str, name: str, cast: Cast, side: str) -> RegisterImport:
    """An import that the officer of the side began."""
    return RegisterImport(
        id=fixed(name, side),
        register=register,
        union_id=id_of(WHO[side][3]),
        district_code=cast.union(WHO[side][3]).district_code,
        file_name=f"{register}.csv",
        sha256="0" * 64,
        format="table",
        rows=0,
        columns={},
        job_id=fixed("job", side),
        uploaded_at=NOW,
        uploaded_by=id_of(WHO[side][0]),
    )


def _export(side: str, owner_id: uuid.UUID) -> Job:
    """An export that the inspector of the side asked for and that is not done yet."""
    asked = Asked(RegisterName.HAZARDS, FileFormat.CSV)
    given = asked.as_json()
    return Job(id=fixed("export", side), kind=EXPORT, owner_id=owner_id, given=given, created_at=NOW)


def _load_check(inspector: FlaskClient, side: str) -> None:
    body = complete_check(inspector, site=WHO[side][2])
    first = body["findings"][0] | {"id": str(fixed("finding", side))}
    rest = [
        {"id": str(fixed(f"finding{n}", side)), "summary": f"清单之外{n}", "factor": "2103", "accident": "05"}
        for n in range(3)
    ]
    body["findings"] = [first, *rest]
    address = f"/api/v1/inspections/{fixed('inspection', side)}"
    _made(inspector.put(address, json=body))
    other = inspector.put(address, json=body | {"note": "另一份内容"})
    assert other.status_code == 409, other.text
    photo = first["photos"][0]
    with one_transaction():
        _rename("evidence_files", photo, fixed("file", side))
        _rename_where(
            "inspection_conflicts", "inspection_id", fixed("inspection", side), fixed("conflict", side)
        )
    assert upload(inspector)


def _rename(table: str, old: str, new: uuid.UUID) -> None:
    _rename_where(table, "id", uuid.UUID(old), new)


def _rename_where(table: str, column: str, value: uuid.UUID, new: uuid.UUID) -> None:
    rows = db.metadata.tables[table]
    with lifted(db.session.connection(), [table]):
        db.session.execute(rows.update().where(rows.c[column] == value).values(id=new))


def _load_corrections(officer: FlaskClient, side: str) -> None:
    finding = str(fixed("finding", side))
    site = str(site_id(WHO[side][2]))
    notice = f"/api/v1/notices/{fixed('notice', side)}"
    line = {"demand_id": finding, "term_on": "2026-12-01"}
    _made(officer.put(notice, json={"site_id": site, "lines": [line]}))
    paper = _made(officer.post(f"{notice}/issue"))["paper_id"]
    reply = {
        "notice_id": str(fixed("notice", side)),
        "lines": [{"demand_id": finding, "stance": "adopted"}],
        "author": "示例",
        "received_at": "2026-11-23T09:30:00+08:00",
    }
    _made(officer.put(f"/api/v1/replies/{fixed('reply', side)}", json=reply))
    recheck = {"lines": [{"demand_id": finding, "result": "partly"}], "checked_on": "2026-11-23"}
    _made(officer.put(f"/api/v1/rechecks/{fixed('recheck', side)}", json=recheck))
    referral = {
        "department": "应急管理局",
        "about": "隐患",
        "reason": "未改",
        "request": "处理",
        "demand_ids": [finding],
    }
    _made(officer.put(f"/api/v1/referrals/{fixed('referral', side)}", json=referral))
    evacuation = {
        "site_id": site,
        "danger": "边坡开裂",
        "suggestion": "立即撤离",
        "told_name": "张建国",
        "proposed_at": "2026-11-23T09:30:00+08:00",
    }
    _made(officer.put(f"/api/v1/evacuations/{fixed('evacuation', side)}", json=evacuation))
    with one_transaction():
        _rename("papers", paper, fixed("paper", side))
        _rename_paper("notices", paper, fixed("paper", side))


def _rename_paper(table: str, old: str, new: uuid.UUID) -> None:
    rows = db.metadata.tables[table]
    db.session.execute(rows.update().where(rows.c.paper_id == uuid.UUID(old)).values(paper_id=new))


def _load_plan(officer: FlaskClient, side: str) -> None:
    plan = {
        "title": "十二月检查",
        "union_id": str(id_of(WHO[side][3])),
        "starts_on": "2026-11-23",
        "due_on": "2026-12-20",
        "inspectors": [str(id_of(WHO[side][1]))],
        "q": "示例",
    }
    _made(officer.put(f"/api/v1/plans/{fixed('plan', side)}", json=plan))
    with one_transaction():
        rows = db.metadata.tables["assignments"]
        first = db.session.scalars(select(rows.c.id).where(rows.c.plan_id == fixed("plan", side))).first()
        _rename("assignments", str(first), fixed("assignment", side))
