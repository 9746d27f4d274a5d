"""A leader asks every address there is, and no answer tells where exactly anything lies.

Every column and content that holds degrees is set to one gate, so that an address, a column or a schema made
later is walked too; the officer of the same district, asked the same, is told the gate.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from safety.access.permissions import Permission as P
from safety.access.roles import GRANTS, Role
from safety.audit.models import AuditEntry
from safety.database import db
from safety.inspections.models import Inspection, InspectionConflict
from safety.papers.models import Paper
from safety.papers.operations import seal_files
from safety.sync.models import SyncConflict, SyncEntry
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from tests.accidents.sending import appoint
from tests.architecture.record_ids import RECORDS
from tests.architecture.records import load_records
from tests.architecture.test_every_route_for_every_role import ENDS_THE_SESSION, Case, browser_of, cases
from tests.cast import Cast
from tests.inspections.workplaces import site_id
from tests.sizes import WHOLE

Client = Callable[[str], FlaskClient]
GATE = (106.553217, 29.561843)
#: Where the gate would be in 高德's datum.
GIVEN = (106.557081, 29.558914)
SHOWN = [106.55, 29.56]
#: What a number more exact than the rounded one begins with.
TOO_EXACT = re.compile(rb"106\.553|29\.5618|29\.562\b|106\.557|29\.5589|29\.559\b")
#: An outline of a district has such a corner of its own.
OUTLINES = re.compile(rb'"coordinates": ?\[\[\[.*?\]\]\]', re.DOTALL)
WHERE = {"lon": GATE[0], "lat": GATE[1], "accuracy": 5.0}
RING = [[106.5531, 29.5617], [106.553217, 29.5617], [106.553217, 29.561843], [106.5531, 29.5617]]


@pytest.fixture
def gate(app: Flask, cast: Cast) -> Cast:
    """A record of every kind, all at one gate, and the paper of a check that states it."""
    load_records(app, cast)
    with one_transaction():
        for table in db.metadata.tables.values():
            _put_at_the_gate(table)
        for model, name in ((Inspection, "content"), (InspectionConflict, "content"), (SyncEntry, "sent")):
            for row in db.session.query(model):
                setattr(row, name, _placed(getattr(row, name)))
        for conflict in db.session.query(SyncConflict):
            conflict.server, conflict.device = {"position": WHERE}, {"position": WHERE, "note": "另一份"}
    return cast


def _put_at_the_gate(table: Any) -> None:
    points: dict[str, Any] = {"lon": GATE[0], "lat": GATE[1], "given_lon": GIVEN[0], "given_lat": GIVEN[1]}
    points |= {
        "exif_lon": GATE[0],
        "exif_lat": GATE[1],
        "outline": {"type": "Polygon", "coordinates": [RING]},
    }
    values = {name: value for name, value in points.items() if name in table.c}
    if "lon" in values:
        db.session.execute(update(table).values(values))


def _placed(content: dict[str, Any]) -> dict[str, Any]:
    if "content" in content:
        return {**content, "content": _placed(content["content"])}
    findings = [{**one, "position": WHERE} for one in content.get("findings", [])]
    return {**content, "position": WHERE, **({"findings": findings} if findings else {})}


def told(answer: Any) -> bytes:
    """What an answer says: a book or a document unpacked, the text of a PDF."""
    data: bytes = answer.get_data()
    answer.close()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"\n".join(archive.read(name) for name in archive.namelist())
    if data.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).encode()
    return data


def leaks(app: Flask, browser: FlaskClient, is_asked: Callable[[Case], bool]) -> set[str]:
    """The addresses whose answer tells the gate, or something more exact than 1 km of it."""
    found = set()
    for case in cases(app):
        if case.method != "GET" or case.endpoint in ENDS_THE_SESSION or not is_asked(case):
            continue
        answer = browser.get(case.url(app, "own") + "?" + _asked(case.endpoint))
        data = told(answer)
        drawn = case.endpoint.startswith(("maps", "ogc", "around"))
        if TOO_EXACT.search(OUTLINES.sub(b"", data) if drawn else data):
            found.add(case.endpoint)
    return found


def _asked(endpoint: str) -> str:
    """What some addresses have to be asked: about a place that is not the gate."""
    return (
        "lon=106.5&lat=29.5"
        if endpoint in {"workplaces_api.nearest_sites", "inspections_api.sites_to_check"}
        else ""
    )


#: Who sees no position precisely.
BLIND = [one for one in Role if P.POSITION_PRECISE not in GRANTS[one]]
#: Addresses that tell the gate to those who work there.
TELL_IT = {
    "accidents.activities",
    "accidents_api.get_accident",
    "accidents_api.list_activities",
    "inspections.finding",
    "inspections.inspection",
    "inspections_api.get_inspection",
    "inspections_api.list_conflicts",
    "maps_api.sites",
    "projects.project",
    "projects_api.get_project",
    "sync.conflict",
    "sync.entry",
    "sync_api.get_conflict",
    "workplaces.site",
    "workplaces_api.list_sites",
    "workplaces_api.nearest_sites",
    "workplaces_api.read_site",
}


def is_opened_first_by(role: Role, case: Case) -> bool:
    """Whether no blind role before this one may open an address; an everyday run asks it once for each right.

    What anybody may open is asked as the first of them.
    """
    return (not case.permissions and role is BLIND[0]) or any(
        next((one for one in BLIND if needed in GRANTS[one]), None) is role for needed in case.permissions
    )


@pytest.mark.once
@pytest.mark.parametrize("role", BLIND)
def test_no_address_tells_the_gate_to_who_has_no_right_to_it(app: Flask, gate: Cast, role: Role) -> None:
    assert leaks(app, browser_of(app, role), lambda case: WHOLE or is_opened_first_by(role, case)) == set()


@pytest.mark.once
def test_the_same_addresses_tell_it_to_who_works_there(app: Flask, gate: Cast) -> None:
    found = [
        leaks(app, browser_of(app, role), lambda case: case.endpoint in TELL_IT)
        for role in (Role.ARCHIVIST, Role.INSPECTOR)
    ]
    assert set().union(*found) == TELL_IT


def test_the_page_and_the_answer_say_that_the_position_is_rounded(
    gate: Cast, api: Client, signed_in: Client
) -> None:
    site = RECORDS["site_id"]["own"]
    seen = api("luolin").get(f"/api/v1/sites/{site}").get_json()
    assert [seen["lon"], seen["lat"], seen["position_is_rounded"]] == [*SHOWN, True]
    assert [seen[name] for name in ("given_lon", "given_lat", "outline", "accuracy_m")] == [None] * 4
    exact = api("chenjing").get(f"/api/v1/sites/{site}").get_json()
    assert [exact["lon"], exact["lat"], exact["position_is_rounded"]] == [*GATE, False]
    page = signed_in("luolin").get(f"/sites/{site}").text
    assert "106.55, 29.56" in page
    assert "已取整到约 1 公里" in page
    assert "原始坐标" not in page
    assert "已取整" not in signed_in("chenjing").get(f"/sites/{site}").text


def test_nearest_first_looks_at_the_place_that_is_shown(gate: Cast, api: Client) -> None:
    def metres(name: str, at: tuple[float, ...]) -> float:
        found = api(name).get(f"/api/v1/sites/nearest?lon={at[0]}&lat={at[1]}").get_json()
        return float(found[0]["distance_m"])

    assert metres("chenjing", GATE) < 1
    assert metres("luolin", GATE) > 300
    assert metres("luolin", tuple(SHOWN)) < 1


def test_a_leader_of_the_city_who_inspects_in_one_district_sees_that_district_precisely(
    gate: Cast, api: Client
) -> None:
    appoint("luolin", "yuzhong", Role.INSPECTOR)
    found = {one["id"]: one for one in api("luolin").get("/api/v1/sites?state=all").get_json()["items"]}
    own, other = (found[str(RECORDS["site_id"][side])] for side in ("own", "other"))
    assert (own["lon"], own["position_is_rounded"]) == (GATE[0], False)
    assert (other["lon"], other["position_is_rounded"]) == (SHOWN[0], True)
    items = api("luolin").get("/api/v1/sync/changes?limit=500").get_json()["items"]
    sent = {one["id"]: one["data"] for one in items if one["kind"] == "site"}
    assert [sent[one["id"]]["lon"] for one in (own, other)] == [str(GATE[0]), str(SHOWN[0])]


@pytest.mark.parametrize("wanted", ["xlsx", "csv", "geojson"])
def test_no_exported_register_tells_the_gate_to_a_leader_and_each_says_so(
    gate: Cast, api: Client, wanted: str
) -> None:
    def exported(name: str) -> bytes:
        program = api(name)
        job = program.post("/api/v1/exports", json={"register": "projects", "format": wanted}).get_json()
        file = told(program.get(f"/api/v1/exports/{job['id']}/file"))
        beside = told(program.get(f"/api/v1/exports/{job['id']}/statement")) if wanted == "csv" else b""
        return file + beside

    assert TOO_EXACT.search(exported("chenjing"))
    about = exported("luolin")
    assert not TOO_EXACT.search(about)
    assert "坐标取整到约 1 公里".encode() in about


def test_a_paper_that_states_the_gate_is_not_opened_for_a_leader(
    gate: Cast, api: Client, signed_in: Client
) -> None:
    check = RECORDS["inspection_id"]["own"]
    paper = api("liqiang").post(f"/api/v1/inspections/{check}/paper").get_json()["id"]
    leader, officer = signed_in("luolin"), signed_in("chenjing")
    seal_files(uuid.UUID(paper))
    for address in (f"/papers/{paper}.pdf", f"/papers/{paper}.docx", f"/api/v1/papers/{paper}/record"):
        assert officer.get(address).status_code == 200, address
        assert leader.get(address).status_code == 403, address
    page = leader.get(f"/papers/{paper}").text
    assert "写有现场的精确位置" in page
    assert (
        f"/papers/{paper}.pdf"
        not in page + leader.get("/papers").text + leader.get(f"/inspections/{check}").text
    )
    other = db.session.query(Paper).filter(Paper.kind == "correction_notice").first()
    assert other is not None
    seal_files(other.id)
    assert leader.get(f"/papers/{other.id}.pdf").status_code == 200


def test_the_audit_tells_an_auditor_no_gate_and_its_hashes_are_of_what_was_written(
    app: Flask, gate: Cast, api: Client
) -> None:
    site = db.session.get_one(Site, site_id("tower"))
    edited = api("chenjing").patch(
        f"/api/v1/sites/{site.id}",
        json={"lon": 106.5534, "lat": 29.5611, "accept_duplicate": True},
        headers={"If-Match": f'"{site.version}"'},
    )
    assert edited.status_code == 200, edited.text
    row = db.session.query(AuditEntry).filter(AuditEntry.action == "site_edited").one()
    assert "106.5534" in str(row.change)
    auditor = browser_of(app, Role.AUDITOR)
    for address in ("/api/v1/audit?action=site_edited", "/audit?action=site_edited"):
        answer = auditor.get(address)
        assert answer.status_code == 200
        assert "106.55" in answer.text
        assert not TOO_EXACT.search(answer.data), address


def test_whoever_may_change_a_record_or_take_its_files_away_sees_it_precisely() -> None:
    """So no form shows a rounded position that would be saved over the true one."""
    changing = {
        P.SITE_EDIT, P.SITE_IMPORT, P.PROJECT_RECORD, P.PROJECT_IMPORT, P.ACCIDENT_RECORD, P.INSPECTION_RECORD,
        P.INSPECTION_ADOPT, P.CORRECTION_RECHECK, P.EXPORT_PERSONAL,
    }  # fmt: skip
    blind = [
        role for role, granted in GRANTS.items() if granted & changing and P.POSITION_PRECISE not in granted
    ]
    assert blind == []


def test_a_photograph_goes_to_a_leader_without_what_the_camera_wrote(gate: Cast, signed_in: Client) -> None:
    file = RECORDS["file_id"]["own"]
    true = signed_in("liqiang").get(f"/files/{file}/original")
    copy = signed_in("luolin").get(f"/files/{file}/original")
    assert (true.status_code, copy.status_code, copy.mimetype) == (200, 200, "image/jpeg")
    assert b"GPS" not in copy.data
    assert b"Exif" not in copy.data
