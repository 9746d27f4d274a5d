"""What the law asks of a project by when, on its page and for programs; who organised its acceptance."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.audit.models import AuditEntry
from safety.database import db
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.inspections.workplaces import load_sites

Api = Callable[[str], FlaskClient]
TOWER = str(uuid.uuid5(uuid.NAMESPACE_URL, "employer:tower"))


def registered(client: FlaskClient, **given: Any) -> Any:
    """The project as it was registered, or the refusal."""
    body = {"name": "南岸煤矿扩建工程", "nature": "expanded", "tracks": ["safety"], "owner_id": TOWER}
    return client.put(f"/api/v1/projects/{uuid.uuid4()}", json=body | {"district_code": "500103"} | given)


def terms_of(client: FlaskClient, made: Any) -> Any:
    """What the law asks of the project, as programs read it."""
    answer: Any = client.get(f"/api/v1/projects/{made['id']}/terms")
    return answer.get_json()


@pytest.fixture(autouse=True)
def sites(cast: Cast) -> None:
    """The workplaces of the tests."""
    with one_transaction():
        load_sites()


def test_chen_jing_reads_when_the_design_of_a_mine_is_due_and_what_nobody_has_read(api: Api) -> None:
    chenjing = api("chenjing")
    facts = {
        "is_high_risk": True,
        "special_works": "coal_mine",
        "tracks": ["safety", "health"],
        "hazard_class": "severe",
        "design_accepted_on": "2026-10-20",
        "acceptance_planned_on": "2027-03-01",
    }
    made = registered(chenjing, **facts)
    assert made.status_code == 201, made.text
    assert {name: made.json[name] for name in facts} == facts
    address = f"/projects/{made.json['id']}"
    told = {one["term"]: one for one in terms_of(chenjing, made.json)["terms"]}
    review = told["coal_design_review"]
    assert (review["standing"], review["due_on"], review["days_left"]) == ("overdue", "2026-11-19", -4)
    assert review["basis"] == "《煤矿安全生产条例》第十四条、第四十一条"
    trial = told["safety_trial"]
    assert (trial["standing"], trial["due_on"]) == ("unread", None)
    assert "第" not in trial["basis"].split("》")[1].replace("第36号", "").replace("第77号", "")
    evaluation = told["effect_evaluation"]
    assert (evaluation["standing"], evaluation["due_on"]) == ("running", "2027-03-01")
    page = chenjing.get(address).text
    for words in ("煤矿安全设施设计审查", "已过 4 日", "《煤矿安全生产条例》第十四条、第四十一条", "条文还没有人读过，不计算",
                  "职业病危害类别", "工会应当做的"):  # fmt: skip
        assert words in page, words
    assert "30 日至 180 日" not in page


def test_an_acceptance_that_the_wrong_body_organised_is_said(api: Api) -> None:
    chenjing = api("chenjing")
    made = registered(
        chenjing,
        tracks=["safety", "health"],
        is_high_risk=True,
        safety_accepted_by="owner",
        safety_accepted_on="2026-11-02",
        health_accepted_by="authority",
        health_accepted_on="2026-11-03",
    ).json
    found = terms_of(chenjing, made)["acceptances"]
    assert [(one["track"], one["by"], one["should"], one["differs"]) for one in found] == [
        ("safety", "owner", "owner", False),
        ("health", "authority", "owner", True),
    ]
    page = chenjing.get(f"/projects/{made['id']}").text
    assert (
        "职业病防护设施的验收由行政主管部门组织；依法应由建设单位组织（《职业病防治法》第十八条第四款）"
        in page
    )


def test_a_changed_class_of_hazards_is_audited_and_needs_health_facilities(api: Api) -> None:
    chenjing = api("chenjing")
    made = registered(chenjing, tracks=["health"], hazard_class="ordinary").json
    change = {name: made[name] for name in ("name", "nature", "tracks")} | {"hazard_class": "severe"}
    edited: Any = chenjing.patch(f"/api/v1/projects/{made['id']}", json=change)
    assert edited.json["hazard_class"] == "severe", edited.text
    entries = select(AuditEntry.change).where(AuditEntry.action == "project_edited")
    assert "hazard_class" in db.session.scalars(entries).one()["fields"]
    wrong: Any = chenjing.patch(
        f"/api/v1/projects/{made['id']}",
        json=change | {"tracks": ["safety"]},
    )
    assert (wrong.status_code, list(wrong.json["errors"])) == (422, ["hazard_class"])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"design_accepted_on": "2026-11-24"}, "design_accepted_on"),
        ({"design_applied_on": "2026-11-02", "design_accepted_on": "2026-11-01"}, "design_accepted_on"),
        ({"design_accepted_on": "2026-11-02", "design_decided_on": "2026-11-01"}, "design_decided_on"),
        (
            {"health_accepted_on": "2026-11-02", "acceptance_reported_on": "2026-11-01"},
            "acceptance_reported_on",
        ),
        ({"safety_accepted_by": "union"}, "safety_accepted_by"),
        ({"special_works": "quarry"}, "special_works"),
    ],
)
def test_days_that_cannot_be_are_refused_in_their_field(api: Api, given: dict[str, str], field: str) -> None:
    refused = registered(api("chenjing"), **given)
    assert (refused.status_code, list(refused.json["errors"])) == (422, [field])


def test_the_form_asks_for_the_class_and_the_days_and_keeps_them(api: Api) -> None:
    chenjing = api("chenjing")
    made = registered(
        chenjing, tracks=["health"], hazard_class="considerable", effect_evaluated_on="2026-11-03"
    ).json
    form = chenjing.get(f"/projects/{made['id']}/edit").text
    assert "建设项目职业病危害风险分类管理目录》（待核）" in form
    assert 'name="hazard_class" value="considerable" class="form-selectgroup-input" checked' in form
    assert 'value="2026-11-03"' in form
