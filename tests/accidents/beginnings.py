"""What the tests of whole cases begin with: an accident of 渝中区, entered by Sun Jie."""

from __future__ import annotations

import io
import uuid
from typing import Any

from flask.testing import FlaskClient

from tests.accidents.sending import drawn
from tests.cast import PASSWORD, id_of
from tests.evidence import samples


def ok(answer: Any, status: int = 201) -> Any:
    """The content of an answer that has to be ``status``."""
    assert answer.status_code == status, (answer.status_code, answer.get_json())
    return answer.get_json()


def accident_body(**changes: Any) -> dict[str, Any]:
    """An accident of the day before yesterday: one dead, one badly hurt."""
    return {
        "title": "示例工地高处坠落事故",
        "happened_at": "2026-11-21T15:20:00+08:00",
        "place": "示例路 1 号工地 3 号楼",
        "words": "拆除外架时坠落。",
        "employer_name": "示例建筑公司",
        "deaths": 1,
        "serious": 1,
        "source": "示例",
    } | changes


def registered(client: FlaskClient, **changes: Any) -> str:
    """The id of an accident entered through the API."""
    return str(ok(client.post("/api/v1/accidents", json=accident_body(**changes)))["id"])


def seated(client: FlaskClient, accident: str, member: str = "sunjie", union: str | None = None) -> str:
    """The id of a seat that was asked for, given, and filled with a declared member."""
    base = f"/api/v1/accidents/{accident}/seats"
    asked = {"asked_of": "渝中区人民政府", "asked_on": "2026-11-22"}
    if union:
        asked["union_id"] = str(id_of(union))
    seat = ok(client.post(base, json=asked))["id"]
    ok(client.post(f"{base}/{seat}/given", json={"given_on": "2026-11-22"}), 200)
    person = {"member_id": str(id_of(member)), "expertise": "建筑施工安全"}
    ok(client.post(f"{base}/{seat}/person", json=person), 200)
    ok(client.post(f"{base}/{seat}/declaration", json={"words": "没有直接利害关系"}), 200)
    return str(seat)


def activity_body(*people: str, **changes: Any) -> dict[str, Any]:
    """Three hours at the scene."""
    return {
        "kind": "scene",
        "starts_at": "2026-11-22T09:00:00+08:00",
        "ends_at": "2026-11-22T12:00:00+08:00",
        "place": "事故现场",
        "people": [str(id_of(one)) for one in people or ("sunjie",)],
        "words": "查看了外架拆除部位。",
    } | changes


REPORT_PDF = samples.pdf()


def staged(client: FlaskClient, content: bytes = REPORT_PDF) -> str:
    """The id of a file that waits for the record it belongs to."""
    file_id = uuid.uuid4()
    answer = client.put(
        f"/api/v1/evidence/{file_id}", data={"file": (io.BytesIO(content), "事故调查报告.pdf")}
    )
    return str(ok(answer)["id"])


def reported(client: FlaskClient, accident: str, *, with_file: bool = True) -> str:
    """The id of the version of the report that was received, with its file or without."""
    body: dict[str, Any] = {"title": "事故调查报告（送审稿）", "received_on": "2026-11-23"}
    if with_file:
        body["file_ids"] = [staged(client)]
    return str(ok(client.post(f"/api/v1/accidents/{accident}/reports", json=body))["id"])


def sign_body(**changes: Any) -> dict[str, Any]:
    """A plain signature."""
    return {"outcome": "signed", "password": PASSWORD, "signature": drawn()} | changes
