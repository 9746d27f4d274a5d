"""What the tests of accidents send: an accident in 渝中 that 孙洁 registers, and the officers of other unions."""

from __future__ import annotations

import base64
import io
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from safety.access.roles import Role
from safety.database import db
from safety.people.models import Appointment, Union
from safety.transactions import one_transaction
from tests.cast import id_of

Api = Callable[[str], FlaskClient]
BASE = "/api/v1"
HAPPENED = "2026-10-19T13:00:00+08:00"


def accident_json(**given: Any) -> dict[str, Any]:
    """An accident with one death, three days before the newest figures."""
    values: dict[str, Any] = {
        "title": "解放碑工地“10·19”高处坠落事故",
        "happened_at": HAPPENED,
        "place": "重庆市渝中区解放碑",
        "employer_name": "示例建设有限公司",
        "category": "n10",
        "deaths": 1,
    }
    return values | given


def send(client: FlaskClient, path: str, status: int = 201, /, **content: Any) -> Any:
    """POST as a program; the answer's JSON, after its status was looked at."""
    answer: TestResponse = client.post(f"{BASE}{path}", json=content)
    assert answer.status_code == status, answer.text
    return answer.get_json() if answer.data else None


def ask(client: FlaskClient, path: str, status: int = 200) -> Any:
    """GET as a program."""
    answer: TestResponse = client.get(f"{BASE}{path}")
    assert answer.status_code == status, answer.text
    return answer.get_json()


def register(client: FlaskClient, **given: Any) -> str:
    """An accident's address in the API."""
    return f"/accidents/{send(client, '/accidents', **accident_json(**given))['id']}"


def appoint(sign_in_name: str, union: str, role: Role = Role.ACCIDENT_OFFICER) -> None:
    """Give somebody of the cast another office."""
    with one_transaction():
        db.session.add(
            Appointment(
                member_id=id_of(sign_in_name),
                union_id=id_of(union),
                role=role,
                valid_from=date(2024, 1, 1),
            )
        )


def add_union(key: str, name: str, district: str) -> None:
    """A district's union below the city's."""
    with one_transaction():
        db.session.add(
            Union(
                id=id_of(key),
                name=name,
                short_name=name,
                level="district",
                parent_id=id_of("city"),
                path=f"{id_of('city')}/{id_of(key)}/",
                district_code=district,
            )
        )


def drawn() -> str:
    """A drawn signature as a browser sends it."""
    kept = io.BytesIO()
    Image.new("RGB", (120, 40), "white").save(kept, "PNG")
    return "data:image/png;base64," + base64.b64encode(kept.getvalue()).decode()


def seated(client: FlaskClient, accident: str, union: str, member: str) -> str:
    """A seat asked for, given and filled; its address."""
    asked = send(
        client,
        f"{accident}/seats",
        union_id=str(id_of(union)),
        asked_of="区应急管理局",
        asked_on="2026-10-20",
    )
    seat = f"{accident}/seats/{asked['id']}"
    send(client, f"{seat}/given", 200, given_on="2026-10-21", number="示例调〔2026〕1号")
    send(client, f"{seat}/person", 200, member_id=str(id_of(member)), expertise="建筑安全")
    return seat


def activity_json(*people: str, **given: Any) -> dict[str, Any]:
    """A survey of the scene that took two and a half hours."""
    values: dict[str, Any] = {
        "kind": "scene",
        "starts_at": "2026-10-22T09:00:00+08:00",
        "ends_at": "2026-10-22T11:30:00+08:00",
        "place": "事故现场",
        "people": [str(id_of(one)) for one in people],
        "words": "查看坠落部位和防护设施",
        "lon": 106.58,
        "lat": 29.56,
    }
    return values | given


def new_id() -> str:
    """An id that a tablet made."""
    return str(uuid.uuid4())
