"""Who signs the report of an accident, and what is sealed with the signature."""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from safety.accidents.models import Signing
from safety.database import db
from safety.papers import keys, signing
from safety.papers import queries as papers
from safety.papers.signing import Seal
from safety.people.models import Appointment
from safety.transactions import one_transaction
from tests.accidents.beginnings import (
    REPORT_PDF,
    ok,
    registered,
    reported,
    seated,
    sign_body,
    staged,
)
from tests.accidents.sending import Api
from tests.cast import NOW, id_of


def test_a_reservation_is_issued_as_a_paper_and_sealed(app: Flask, api: Api) -> None:
    sunjie = api("sunjie")
    accident = registered(sunjie)
    seated(sunjie, accident)
    version = reported(sunjie, accident)
    address = f"/api/v1/accidents/{accident}/reports/{version}/signature"
    assert sunjie.post(address, json=sign_body(outcome="reserved")).status_code == 422
    assert sunjie.post(address, json=sign_body(password="wrong")).status_code == 422
    signed = ok(sunjie.post(address, json=sign_body(outcome="reserved", words="对责任认定有不同意见")))
    paper = papers.papers_of("accident", uuid.UUID(accident))[0]
    assert (str(paper.id), paper.state) == (signed["paper_id"], "issued")
    assert sunjie.post(address, json=sign_body()).status_code == 409
    row = db.session.scalars(select(Signing)).one()
    seal = Seal(**row.seal)
    assert signing.verify(row.content, seal, keys.known()).genuine
    changed = signing.verify(row.content | {"words": "没有意见"}, seal, keys.known())
    assert (changed.genuine, changed.field) == (False, "words")


def test_a_report_is_signed_only_with_its_file_whose_hash_is_sealed(
    app: Flask, api: Api, tmp_path: Path
) -> None:
    sunjie = api("sunjie")
    accident = registered(sunjie)
    seated(sunjie, accident)
    version = reported(sunjie, accident, with_file=False)
    reports = f"/api/v1/accidents/{accident}/reports/{version}"
    refused = sunjie.post(f"{reports}/signature", json=sign_body())
    assert (refused.status_code, refused.get_json()["code"]) == (409, "no_file")
    assert ok(sunjie.get(f"{reports}/signature"), 200)["outcomes"] == ["refused"]
    ok(sunjie.post(f"{reports}/files", json={"file_ids": [staged(sunjie)]}))
    sha256 = hashlib.sha256(REPORT_PDF).hexdigest()
    stand = ok(sunjie.get(f"{reports}/signature"), 200)
    assert (stand["may"], stand["files"][0]["sha256"]) == (True, sha256)
    page = f"/accidents/{accident}/reports/{version}/signature"
    assert sha256 in sunjie.get(page).text
    signed = ok(sunjie.post(f"{reports}/signature", json=sign_body()))
    assert signed["content"]["files"][0]["sha256"] == sha256
    late = sunjie.post(f"{reports}/files", json={"file_ids": [staged(sunjie, REPORT_PDF + b"\n")]})
    assert (late.status_code, late.get_json()["code"]) == (409, "signed")
    assert 'name="password"' not in sunjie.get(page).text
    assert sha256 in sunjie.get(f"/accidents/{accident}/reports/{version}/signatures/{signed['id']}").text
    record, report = tmp_path / "signature.json", tmp_path / "report.pdf"
    record.write_bytes(sunjie.get(f"{reports}/signature/{signed['id']}/record").data)
    report.write_bytes(REPORT_PDF)
    checked = app.test_cli_runner().invoke(args=["verify", str(record), "--attached", str(report)])
    assert checked.exit_code == 0, checked.output
    report.write_bytes(REPORT_PDF + b"changed")
    checked = app.test_cli_runner().invoke(args=["verify", str(record), "--attached", str(report)])
    assert checked.exit_code != 0


def test_nobody_signs_without_a_seat_or_after_the_appointment_ended(app: Flask, api: Api) -> None:
    sunjie = api("sunjie")
    accident = registered(sunjie)
    seat = f"/api/v1/accidents/{accident}/seats"
    version = reported(sunjie, accident)
    address = f"/api/v1/accidents/{accident}/reports/{version}/signature"
    assert sunjie.post(address, json=sign_body()).status_code == 403, seat
    seated(sunjie, accident)
    with one_transaction():
        held = db.session.scalars(select(Appointment).where(Appointment.member_id == id_of("sunjie"))).one()
        held.valid_to = NOW.date() - timedelta(days=1)
    assert sunjie.post(address, json=sign_body()).status_code == 403


def test_nobody_signs_before_declaring_no_interest(api: Api) -> None:
    sunjie = api("sunjie")
    accident = registered(sunjie)
    base = f"/api/v1/accidents/{accident}/seats"
    seat = ok(sunjie.post(base, json={"asked_of": "区政府", "asked_on": "2026-11-22"}))["id"]
    ok(sunjie.post(f"{base}/{seat}/given", json={"given_on": "2026-11-22"}), 200)
    person = {"member_id": str(id_of("sunjie")), "expertise": "建筑"}
    ok(sunjie.post(f"{base}/{seat}/person", json=person), 200)
    address = f"/api/v1/accidents/{accident}/reports/{reported(sunjie, accident)}/signature"
    refused = sunjie.post(address, json=sign_body())
    assert (refused.status_code, refused.get_json()["code"]) == (409, "not_declared")
    ok(sunjie.post(f"{base}/{seat}/declaration", json={"words": "没有利害关系"}), 200)
    ok(sunjie.post(address, json=sign_body()))


def test_nobody_of_another_union_is_named_for_its_seat(api: Api) -> None:
    sunjie = api("sunjie")
    accident = registered(sunjie)
    base = f"/api/v1/accidents/{accident}/seats"
    seat = ok(sunjie.post(base, json={"asked_of": "区政府", "asked_on": "2026-11-22"}))["id"]
    ok(sunjie.post(f"{base}/{seat}/given", json={"given_on": "2026-11-22"}), 200)
    stranger = {"member_id": str(id_of("wanglei")), "expertise": "建筑"}
    refused = sunjie.post(f"{base}/{seat}/person", json=stranger)
    assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["member_id"])
