from __future__ import annotations

import io
import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from safety.access.permissions import Permission
from safety.database import session
from safety.evidence import quotas
from safety.evidence.models import EvidenceFile
from safety.evidence.queries import register_visibility, visible_with
from safety.evidence.rules import Kind, kind_of
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.evidence import samples
from tests.evidence.test_operations import claim

Clients = Callable[[str], FlaskClient]


def put(program: FlaskClient, content: bytes, id: uuid.UUID, **options: str) -> tuple[int, dict[str, object]]:
    answer = program.put(
        f"/api/v1/evidence/{id}", data=content, query_string=options, content_type="image/jpeg"
    )
    return answer.status_code, answer.get_json()


def test_a_tablet_sends_a_photograph_once_twice_and_changed(api: Clients) -> None:
    tablet, file_id = api("liqiang"), uuid.uuid4()
    content = samples.jpeg()
    status, body = put(tablet, content, file_id, lon="106.55", lat="29.56", accuracy="12")
    assert (status, body["id"], body["kind"]) == (201, str(file_id), "image/jpeg")
    assert put(tablet, content, file_id)[0] == 200
    status, body = put(tablet, samples.jpeg("peru"), file_id)
    assert (status, body["code"], body["conflict_of"]) == (409, "other_content", str(file_id))
    kept = tablet.get(f"/files/{body['kept_as']}/original")
    assert kept.data == samples.jpeg("peru")
    assert tablet.get(f"/files/{file_id}/original").data == content


def test_who_only_administers_stages_no_file(api: Clients) -> None:
    assert put(api("huangtao"), samples.jpeg(), uuid.uuid4())[0] == 403
    assert session.query(EvidenceFile).count() == 0


def test_a_person_stages_no_more_than_the_quota_and_is_told_how_to_go_on(
    api: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "STAGED", quotas.Amount(2, quotas.STAGED.bytes))
    tablet, first = api("liqiang"), uuid.uuid4()
    assert put(tablet, samples.jpeg("red"), first)[0] == 201
    assert put(tablet, samples.jpeg("blue"), uuid.uuid4())[0] == 201
    refused = tablet.put(
        f"/api/v1/evidence/{uuid.uuid4()}", data=samples.jpeg("green"), content_type="image/jpeg"
    )
    body = refused.get_json()
    assert (
        refused.status_code,
        body["code"],
        body["quota"]["files"],
        body["quota"]["most_files"],
    ) == (
        429,
        "quota_staged",
        3,
        2,
    )
    assert "请先提交这些照片所属的检查" in body["detail"]
    assert put(tablet, samples.jpeg("red"), first)[0] == 200  # what is here is no more
    assert (
        put(api("zhoumin"), samples.jpeg("green"), uuid.uuid4())[0] == 201
    )  # another person's is not this one's
    with one_transaction():
        session.query(EvidenceFile).filter(EvidenceFile.id == first).update(
            {"owner_kind": "thing", "owner_id": uuid.uuid4()}
        )
    assert put(tablet, samples.jpeg("green"), uuid.uuid4())[0] == 201  # a record took one up


def test_many_bytes_are_over_the_quota_as_many_files_are(
    api: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = samples.jpeg("red")
    monkeypatch.setattr(quotas, "STAGED", quotas.Amount(9, len(content)))
    assert put(api("liqiang"), content, uuid.uuid4())[0] == 201
    assert put(api("liqiang"), samples.jpeg("blue"), uuid.uuid4())[0] == 429


def test_a_photograph_from_a_camera_without_a_clock_is_kept_and_its_time_is_said_to_be_unknown(
    api: Clients,
) -> None:
    for written in ("0001:01:01 00:00:00", "9999:12:31 23:59:59", "1980:01:01 00:00:00"):
        status, body = put(api("liqiang"), samples.dated_jpeg(written), uuid.uuid4())
        assert (status, body["taken_at"], body["taken_as_written"]) == (201, None, written)
    status, body = put(api("liqiang"), samples.dated_jpeg("2026:11:20 09:30:00"), uuid.uuid4())
    assert (status, body["taken_at"], body["taken_as_written"]) == (201, "2026-11-20T01:30:00+00:00", None)


def test_a_picture_that_browsers_cannot_draw_is_drawn_by_the_server_and_not_kept(api: Clients) -> None:
    drawn = api("liqiang").post("/api/v1/evidence/previews", data=samples.heic(), content_type="image/heic")
    assert (drawn.status_code, drawn.mimetype) == (200, "image/jpeg")
    assert kind_of(drawn.data) is Kind.JPEG
    assert session.query(EvidenceFile).count() == 0
    for wrong in (b"", b"words", samples.word(), samples.bomb_png()):
        refused = api("liqiang").post("/api/v1/evidence/previews", data=wrong, content_type="image/heic")
        assert refused.status_code == 422, refused.text


def test_a_form_with_a_file_part_is_taken_too(api: Clients) -> None:
    file_id = uuid.uuid4()
    answer = api("liqiang").put(
        f"/api/v1/evidence/{file_id}", data={"file": (io.BytesIO(samples.jpeg()), "楼梯口.jpg")}
    )
    assert answer.status_code == 201
    assert answer.get_json()["name"] == "楼梯口.jpg"


@pytest.mark.parametrize("ends_itself", [True, False])
def test_a_photograph_whose_line_broke_off_is_not_kept(api: Clients, ends_itself: bool) -> None:
    content, file_id = samples.jpeg(), uuid.uuid4()
    broken_off = {"CONTENT_LENGTH": str(len(content) + 1)}
    how = {"wsgi.input_terminated": True} if ends_itself else {}
    answer = api("liqiang").put(
        f"/api/v1/evidence/{file_id}",
        input_stream=io.BytesIO(content),
        content_type="image/jpeg",
        environ_overrides=broken_off | how,
    )
    assert answer.status_code == 400
    assert put(api("liqiang"), content, file_id)[0] == 201


def test_a_form_that_is_sent_again_changes_nothing(api: Clients) -> None:
    file_id, tablet = uuid.uuid4(), api("liqiang")

    def send() -> tuple[int, dict[str, object]]:
        form = {"file": (io.BytesIO(samples.jpeg()), "楼梯口.jpg")}
        answer = tablet.put(f"/api/v1/evidence/{file_id}", data=form)
        return answer.status_code, answer.get_json()

    (first, kept), (again, same) = send(), send()
    assert (first, again) == (201, 200)
    assert same == kept


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"words", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422),
        (samples.EICAR, 422),
        (samples.bomb_png(), 422),
        (samples.bomb_docx(), 422),
        (b"\xff\xd8\xff" + b"\0" * (30 * 1024 * 1024), 413),
    ],
)
def test_bad_files_are_refused_with_the_field(api: Clients, content: bytes, status: int) -> None:
    got, body = put(api("liqiang"), content, uuid.uuid4())
    assert got == status
    if status == 422:
        errors = body["errors"]
        assert isinstance(errors, dict)
        assert "file" in errors


@pytest.mark.parametrize("where", [{"lon": "0", "lat": "0"}, {"lon": "106.5"}, {"lon": "nan", "lat": "29"}])
def test_a_position_that_is_no_place_is_refused(api: Clients, where: dict[str, str]) -> None:
    assert put(api("liqiang"), samples.jpeg(), uuid.uuid4(), **where)[0] == 422


def test_nobody_sends_without_signing_in(client: FlaskClient, cast: Cast) -> None:
    assert client.put(f"/api/v1/evidence/{uuid.uuid4()}", data=samples.jpeg()).status_code in {400, 401}


def test_what_is_served_can_run_nothing(api: Clients) -> None:
    tablet, file_id = api("liqiang"), uuid.uuid4()
    put(tablet, samples.jpeg_with_archive(), file_id, name="../<script>alert(1)</script>.svg")
    shown = tablet.get(f"/files/{file_id}/shown")
    original = tablet.get(f"/files/{file_id}/original")
    assert shown.mimetype == "image/jpeg"
    assert b"run.js" not in shown.data
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert "script>" not in original.headers["Content-Disposition"]
    for answer in (shown, original, tablet.get(f"/files/{file_id}/thumbnail")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_document_has_no_shown_copy(api: Clients) -> None:
    tablet, file_id = api("liqiang"), uuid.uuid4()
    put(tablet, samples.word(), file_id)
    assert tablet.get(f"/files/{file_id}/shown").status_code == 404
    assert tablet.get(f"/files/{file_id}/original").status_code == 200


@pytest.mark.parametrize("part", ["shown", "thumbnail", "original"])
def test_a_claimed_photograph_is_seen_within_the_scope_only(
    api: Clients, signed_in: Clients, cast: Cast, part: str
) -> None:
    from safety.evidence.queries import find_file

    register_visibility("finding", visible_with(Permission.INSPECTION_READ))
    file_id = uuid.uuid4()
    put(api("liqiang"), samples.jpeg(), file_id)
    file = find_file(file_id)
    assert file is not None
    claim(cast, file)
    for who, status in (
        ("chenjing", 200),
        ("liuyang", 200),
        ("wanglei", 404),
        ("fengchao", 404),
        ("marui", 404),
    ):
        assert signed_in(who).get(f"/files/{file_id}/{part}").status_code == status, who
