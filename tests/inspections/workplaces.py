"""Sites for the tests of inspections, and a complete check to send."""

from __future__ import annotations

import io
import uuid
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from safety.access.scope import system_actor
from safety.database import db
from safety.inspections import operations, queries
from safety.inspections.models import ChecklistTemplate, ChecklistVersion
from safety.transactions import one_transaction
from safety.workplaces.models import Employer, Site
from tests.cast import NOW, id_of
from tests.kept_rows import made_once

SITES = {
    # key: name, union, district, lon, lat
    "tower": ("解放碑塔楼项目（示例）", "jiefangbei", "500103", 106.577, 29.558),
    "tunnel": ("朝天门隧道项目（示例）", "yuzhong", "500103", 106.586, 29.567),
    "plant": ("南岸化工厂（示例）", "plant", "500108", 106.62, 29.53),
}


#: Who comes along on a check at a site, where it is not 周敏.
COMPANIONS = {"plant": ("王磊", "wanglei"), "depot": ("何川", "hechuan")}


def site_id(key: str) -> uuid.UUID:
    """The fixed id of a site."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"site:{key}")


def load_sites() -> None:
    """Put the sites and the shipped checklists into the database (no commit)."""
    for key, (name, union, district, lon, lat) in SITES.items():
        place = {"union_id": id_of(union), "district_code": district, "created_at": NOW}
        employer = Employer(id=uuid.uuid5(uuid.NAMESPACE_URL, f"employer:{key}"), name=f"{name}公司", **place)
        db.session.add(employer)
        db.session.flush()
        db.session.add(
            Site(
                id=site_id(key),
                name=name,
                employer_id=employer.id,
                kind="operating",
                lon=lon,
                lat=lat,
                **place,
            )
        )
    db.session.flush()
    operations.load_shipped_checklists(actor=system_actor(), now=NOW)


def sites_once(app: Flask) -> None:
    """The sites and checklists beside the cast and nothing else, made once a run."""
    made_once(app, "sites", _load_sites)


def _load_sites() -> None:
    with one_transaction():
        load_sites()


def version_of(key: str) -> ChecklistVersion:
    """The current version of a shipped checklist."""
    template = next(one for one in queries.list_templates() if one.key == key)
    assert isinstance(template, ChecklistTemplate)
    assert template.current_id is not None
    found = queries.find_version(template.current_id)
    assert found is not None
    return found


def picture(colour: str = "red") -> bytes:
    """A small JPEG."""
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, "JPEG")
    return stream.getvalue()


def upload(client: FlaskClient, colour: str = "red") -> str:
    """Send a photo; its id."""
    file_id = str(uuid.uuid4())
    answer = client.put(f"/api/v1/evidence/{file_id}", data=picture(colour), content_type="image/jpeg")
    assert answer.status_code == 201, answer.text
    return file_id


def complete_check(client: FlaskClient, *, key: str = "confined", site: str = "tower") -> dict[str, Any]:
    """A complete check with one failing item that has a photo, ready to be sent."""
    version = version_of(key)
    items = [item for section in version.content["sections"] for item in section["items"]]
    failing = next(item for item in items if item["photo"])
    name, companion = COMPANIONS.get(site, ("周敏", "zhoumin"))
    answers = {item["id"]: {"answer": "conforming"} for item in items}
    answers[failing["id"]] = {"answer": "failing"}
    return {
        "submit": True,
        "site_id": str(site_id(site)),
        "version_id": str(version.id),
        "started_at": "2026-11-23T09:00:00+08:00",
        "ended_at": "2026-11-23T09:50:00+08:00",
        "position": {"lon": 106.577, "lat": 29.558, "accuracy": 8.0},
        "companions": [{"name": name, "member_id": str(id_of(companion))}],
        "people_met": [{"name": "张建国", "position": "安全总监"}],
        "answers": answers,
        "findings": [
            {
                "id": str(uuid.uuid4()),
                "item_id": failing["id"],
                "summary": "污水池未列入有限空间台账",
                "factor": failing["factor"],
                "accident": failing["accident"],
                "likelihood": "6",
                "exposure": "6",
                "consequence": "7",
                "place_on_site": "污水处理站北侧",
                "photos": [upload(client)],
            }
        ],
        "signatures": {
            "inspector_file": upload(client, "blue"),
            "site_file": upload(client, "green"),
            "site_name": "张建国",
        },
    }
