"""A draft that has lain since before an upgrade is shown and issued as its record and the law stand now."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from flask.testing import FlaskClient
from sqlalchemy import update

from safety.access.roles import Role
from safety.corrections import operations as corrections
from safety.corrections.inputs import NoticeLine
from safety.corrections.rules import FindingGrade
from safety.database import session
from safety.law.citations import Citation
from safety.papers.models import Paper
from safety.transactions import one_transaction
from tests.accidents.sending import appoint, new_id, send
from tests.cast import NOW, Cast
from tests.corrections.story import TERM, issued_notice, make_site, raise_findings
from tests.labour_law.test_letters import FACTS, LETTERS

Clients = Callable[[str], FlaskClient]
STALE = "《某条例》第一条"


def let_it_lie(paper_id: str) -> None:
    """The draft as an earlier version kept it: another basis, nobody to ask; its copies were listed."""
    with one_transaction():
        paper = session.get_one(Paper, uuid.UUID(paper_id))
        content = {
            name: value for name, value in paper.content.items() if name not in {"contact", "originals"}
        }
        content |= {"basis": STALE, "citations": [Citation("某条例", "第一条").as_json()]}
        content["copies_to"] = ["渝中区人民政府"]
        session.execute(update(Paper).where(Paper.id == paper.id).values(content=content))


def shown(client: FlaskClient, paper_id: str) -> str:
    """What the draft's file says."""
    word = Document(io.BytesIO(client.get(f"/papers/{paper_id}.docx").data))
    text = "\n".join(one.text for one in word.paragraphs)
    assert STALE not in text
    assert "抄送：渝中区人民政府" in text
    assert client.get(f"/papers/{paper_id}").status_code == 200
    return text


@pytest.fixture
def drafts(cast: Cast) -> dict[str, Any]:
    """A draft of a notice over one finding, and what an application about another may be drafted from."""
    with one_transaction():
        site = make_site(cast)
        first, second = raise_findings(cast, site, FindingGrade.ORDINARY, FindingGrade.ORDINARY)
        issued_notice(cast, site, [second])
        notice = corrections.draft_notice(
            actor=cast.actor("liqiang"), now=NOW, site=site, lines=[NoticeLine(first.id, term_on=TERM)]
        )
        return {"notice": str(notice.id), "paper": str(notice.paper_id), "demand": str(second.id)}


def test_an_old_draft_of_a_notice(drafts: dict[str, Any], api: Clients, signed_in: Clients) -> None:
    let_it_lie(drafts["paper"])
    text = shown(signed_in("chenjing"), drafts["paper"])
    assert "《工会法》第二十三条第（二）项" in text
    preview = api("chenjing").post(f"/api/v1/notices/{drafts['notice']}/issue?preview=1").get_json()
    assert STALE not in preview["content"]["basis"]
    send(api("chenjing"), f"/notices/{drafts['notice']}/issue", 200)
    with one_transaction(write=False):
        content = session.get_one(Paper, uuid.UUID(drafts["paper"])).content
    assert "《工会法》第二十三条第（二）项" in content["basis"]
    assert content["copies_to"] == ["渝中区人民政府"]


def test_an_old_draft_of_an_application(drafts: dict[str, Any], api: Clients, signed_in: Clients) -> None:
    body: dict[str, Any] = {
        "department": "渝中区人民政府办公室",
        "about": "逾期",
        "reason": "不改",
        "request": "请处理",
    }
    body |= {"kind": "overdue", "demand_ids": [drafts["demand"]], "draft": True}
    made = api("chenjing").put(f"/api/v1/referrals/{new_id()}", json=body).get_json()
    let_it_lie(made["paper_id"])
    text = shown(signed_in("chenjing"), made["paper_id"])
    assert "依据：《工会法》" in text
    send(api("chenjing"), f"/referrals/{made['id']}/issue", 200)
    with one_transaction(write=False):
        assert "《工会法》" in session.get_one(Paper, uuid.UUID(made["paper_id"])).content["basis"]


def test_an_old_draft_of_a_letter_on_labour_law(api: Clients, signed_in: Clients, cast: Cast) -> None:
    appoint("qianfeng", "yuzhong", Role.LABOUR_LAW_SUPERVISOR)
    body = {"kind": "labour_law_opinion", **FACTS}
    made = api("qianfeng").put(f"{LETTERS}/{new_id()}", json=body).get_json()
    let_it_lie(made["paper_id"])
    text = shown(signed_in("qianfeng"), made["paper_id"])
    assert "依据：" not in text  # nobody has read its rule
