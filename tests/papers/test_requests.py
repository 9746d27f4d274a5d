from __future__ import annotations

import base64
import io
import json
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import docx
import pypdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.audit.models import AuditEntry
from safety.database import db
from safety.papers import keys, operations, pades, signing
from safety.papers.models import Paper, SigningPublicKey
from safety.papers.rules import PaperKind, PaperState
from safety.papers.signing import Seal
from safety.transactions import one_transaction
from tests.cast import NOW, Cast, id_of
from tests.evidence import samples as pictures
from tests.papers.checking import confirmed, page_of
from tests.papers.samples import notice
from tests.papers.test_operations import draft, issued
from tests.papers.test_rendering import has_fonts

Clients = Callable[[str], FlaskClient]


@has_fonts
@pytest.mark.usefixtures("papers_are_made")
def test_the_pdf_is_signed_stays_the_same_and_carries_its_record(
    app: Flask, signed_in: Clients, cast: Cast
) -> None:
    paper, browser = issued(cast), signed_in("chenjing")
    first, again = browser.get(f"/papers/{paper.id}.pdf"), browser.get(f"/papers/{paper.id}.pdf?download=1")
    assert first.data == again.data
    assert again.headers["Content-Disposition"].startswith("attachment")
    certificate = (app.config["SETTINGS"].data_dir / "keys" / pades.CERTIFICATE_FILE).read_bytes()
    assert pades.check_pdf(first.data, certificate).intact
    record = json.loads(pypdf.PdfReader(io.BytesIO(first.data)).attachments["record.json"][0])
    assert signing.verify(record["signed"], _seal(record), _keys(record)).genuine
    record["signed"]["content"]["addressee"] = "别的公司"
    assert signing.verify(record["signed"], _seal(record), _keys(record)).field == "content.addressee"


def _seal(record: dict[str, str]) -> Seal:
    names = ("content_hash", "signature", "key_id", "hash_algorithm", "signature_algorithm")
    return Seal(statement=record["statement"], **{name: record[name] for name in names})  # type: ignore[arg-type]


def _keys(record: dict[str, str]) -> dict[str, bytes]:
    return {record["key_id"]: base64.b64decode(record["public_key"])}


@has_fonts
@pytest.mark.usefixtures("papers_are_made")
def test_a_revoked_papers_pdf_says_so(signed_in: Clients, cast: Cast) -> None:
    paper, browser = issued(cast), signed_in("chenjing")
    before = browser.get(f"/papers/{paper.id}.pdf").data
    with one_transaction():
        fresh = db.session.get_one(Paper, paper.id)
        operations.revoke_paper(actor=cast.actor("chenjing"), now=cast.now, paper=fresh, reason="单位写错")
    after = browser.get(f"/papers/{paper.id}.pdf").data
    assert before != after
    assert "作" in pypdf.PdfReader(io.BytesIO(after)).pages[0].extract_text()


def test_the_docx_is_opened_by_another_program(signed_in: Clients, cast: Cast) -> None:
    paper = issued(cast)
    answer = signed_in("chenjing").get(f"/papers/{paper.id}.docx")
    assert paper.number in [one.text for one in docx.Document(io.BytesIO(answer.data)).paragraphs]


@pytest.mark.parametrize("path", ["/papers/{id}", "/papers/{id}.pdf", "/papers/{id}.docx"])
def test_papers_of_another_district_answer_as_if_there_were_none(
    signed_in: Clients, cast: Cast, path: str
) -> None:
    paper = issued(cast)
    for who, status in (
        ("zhaolan", 200),
        ("liuyang", 200),
        ("wanglei", 404),
        ("fengchao", 404),
        ("marui", 403),
    ):
        if status == 200 and path.endswith("pdf"):
            continue
        assert signed_in(who).get(path.format(id=paper.id)).status_code == status, who


def test_the_register_shows_what_the_scope_covers_and_filters(signed_in: Clients, cast: Cast) -> None:
    mine, theirs, waiting = issued(cast), issued(cast, by="wanglei", place="nanan"), draft(cast)
    page = signed_in("chenjing").get("/papers").get_data(as_text=True)
    assert str(mine.number) in page
    assert str(theirs.number) not in page
    assert str(waiting.id) in page
    drafts = signed_in("chenjing").get("/papers?state=draft").get_data(as_text=True)
    assert str(mine.number) not in drafts
    assert str(waiting.id) in drafts
    assert signed_in("chenjing").get("/papers?kind=nonsense&q=%25").status_code == 200


def test_anyone_verifies_a_paper_and_learns_nothing_else(client: FlaskClient, cast: Cast) -> None:
    paper = issued(cast)
    assert paper.imprint is not None
    page = client.get(f"/verify/{paper.imprint['verification_code'].lower()}").get_data(as_text=True)
    for told in (
        paper.number or "",
        "渝中区总工会（示例）",
        "2026年11月23日",
        paper.content_hash or "",
        "现行有效",
    ):
        assert told in page
    for kept in ("重庆示例建筑工程有限公司", "配电箱", "楼梯口", "陈静", "李强", str(paper.id)):
        assert kept not in page


def test_every_unknown_code_gets_the_same_answer(client: FlaskClient, cast: Cast) -> None:
    paper = issued(cast)
    known = paper.verification_code or ""
    near = known[:-1] + ("0" if known[-1] != "0" else "1")
    codes = (near, "x", "A" * 500, "%00", "' OR 1=1 --")
    answers = [client.get(f"/api/v1/verify/{code}") for code in codes]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    pages = [client.get(f"/verify/{code}") for code in codes]
    assert {page.status_code for page in pages} == {404}
    assert all("没有查到这个查验码" in page.get_data(as_text=True) for page in pages)


def test_the_verification_shows_revoked_and_changed(client: FlaskClient, cast: Cast) -> None:
    paper = issued(cast)
    with one_transaction():
        fresh = db.session.get_one(Paper, paper.id)
        operations.revoke_paper(actor=cast.actor("chenjing"), now=cast.now, paper=fresh, reason="单位写错")
    page = client.get(f"/verify/{paper.verification_code}").get_data(as_text=True)
    assert "已被撤销" in page
    assert "单位写错" not in page
    with one_transaction():
        fresh = db.session.get_one(Paper, paper.id)
        fresh.content = {**fresh.content, "title": "别的"}
    assert "与签名不符" in client.get(f"/verify/{paper.verification_code}").get_data(as_text=True)


def forge(paper: Paper) -> None:
    """Write, as whoever has the database may, other words into a paper, sealed by a key planted beside them."""
    key = signing.SigningKey(Ed25519PrivateKey.generate())
    with one_transaction():
        fresh = db.session.get_one(Paper, paper.id)
        public = base64.b64encode(key.public).decode()
        row = SigningPublicKey(
            key_id=key.key_id, algorithm="ed25519", public_key=public, first_used_at=paper.issued_at
        )
        db.session.add(row)
        db.session.flush()
        fresh.content = {**fresh.content, "addressee": "别的公司"}
        bound = {name: fresh.statement[name] for name in ("paper", "signer")} if fresh.statement else {}
        content = {"content": fresh.content, "imprint": fresh.imprint}
        seal = signing.seal(content, key=key, signed_at=NOW, facts=bound)
        fresh.statement, fresh.content_hash = seal.statement, seal.content_hash
        fresh.signature, fresh.key_id = seal.signature, seal.key_id


def test_a_key_planted_in_the_database_makes_no_forged_paper_genuine(client: FlaskClient, cast: Cast) -> None:
    """Whoever can write to the database cannot write to the files beside the private key."""
    paper = issued(cast)
    assert "与签名不符" not in client.get(f"/verify/{paper.verification_code}").text
    forge(paper)
    page = client.get(f"/verify/{paper.verification_code}").text
    assert "无法验证：签名密钥不在本系统" in page
    assert "现行有效" not in page
    told = client.get(f"/api/v1/verify/{paper.verification_code}").get_json()
    assert (told["genuine"], told["why"]) == (False, "key")


def test_a_paper_outlives_the_key_that_signed_it(
    app: Flask, client: FlaskClient, cast: Cast, tmp_path: Path
) -> None:
    paper = issued(cast)
    folder = keys.folder()
    public = keys.public_halves(now=cast.now)[keys.PUBLIC_KEY_FILE]
    with lost_keys(app, tmp_path):
        page = client.get(f"/verify/{paper.verification_code}").text
        assert "无法验证：签名密钥不在本系统" in page
        assert "在签发后被改动" not in page
        assert not (folder / signing.KEY_FILE).exists()  # looking makes no key: the lost one can be put back
        kept = tmp_path / "former.pub"
        kept.write_bytes(public)
        assert app.test_cli_runner().invoke(args=["papers", "trust", str(kept)]).exit_code == 0
        keys.signing_key()
        assert "现行有效" in client.get(f"/verify/{paper.verification_code}").text
        told = db.session.scalars(
            select(AuditEntry.record_id).where(AuditEntry.action == "key_trusted")
        ).all()
        assert told == [paper.key_id]
        kept.write_bytes(b"nothing")
        assert app.test_cli_runner().invoke(args=["papers", "trust", str(kept)]).exit_code == 1


@contextmanager
def lost_keys(app: Flask, aside: Path) -> Iterator[None]:
    """The server without its keys, which come back at the end."""
    held = {name: app.extensions.pop(name) for name in ("signing_key",) if name in app.extensions}
    keys.folder().rename(aside / "keys")
    try:
        yield
    finally:
        shutil.rmtree(keys.folder())
        (aside / "keys").rename(keys.folder())
        app.extensions.update(held)


def test_guessing_codes_is_slowed_down(app: Flask, client: FlaskClient) -> None:
    from safety.web.limits import limiter

    limiter.enabled = True
    try:
        answers = [client.get(f"/verify/{n}").status_code for n in range(32)]
    finally:
        limiter.enabled = False
        limiter.reset()
    assert answers[:30] == [404] * 30
    assert answers[30:] == [429, 429]


def test_programs_do_what_pages_do(api: Clients, client: FlaskClient, cast: Cast) -> None:
    paper, program = issued(cast), api("chenjing")
    assert program.get("/api/v1/papers").get_json()["items"][0]["number"] == str(paper.number)
    assert program.get(f"/api/v1/papers/{paper.id}").get_json()["state"] == "issued"
    record = program.get(f"/api/v1/papers/{paper.id}/record").get_json()
    assert signing.verify(record["signed"], _seal(record), _keys(record)).genuine
    url = f"/api/v1/papers/{paper.id}/sealed-scans/{uuid.uuid4()}"
    sent = [pictures.pdf(), pictures.pdf(), pictures.pdf(b"/Lang(zh)"), pictures.word()]
    answers = [program.put(url, data=scan, content_type="application/octet-stream") for scan in sent]
    assert [answer.status_code for answer in answers] == [201, 200, 409, 422]
    seen = client.get(f"/api/v1/verify/{paper.verification_code}").get_json()
    assert (seen["state"], seen["genuine"]) == ("issued", True)
    assert client.get("/api/v1/verify/nothing").status_code == 404
    assert api("wanglei").get(f"/api/v1/papers/{paper.id}").status_code == 404


def test_titles_are_edited_on_the_page_and_by_programs(signed_in: Clients, api: Clients, cast: Cast) -> None:
    union, browser = id_of("yuzhong"), signed_in("chenjing")
    form = {"union_id": str(union), "kind": "reminder", "title": "催办函", "mark": "渝中工催"}
    assert browser.post("/paper-titles", data=form).status_code == 302
    assert "渝中工催" in browser.get("/paper-titles").get_data(as_text=True)
    refused = browser.post("/paper-titles", data=form | {"title": "执法通知书"})
    assert refused.status_code == 422
    assert "执法" in refused.get_data(as_text=True)
    url = f"/api/v1/unions/{union}/paper-titles"
    answer = api("chenjing").put(f"{url}/dissent", json={"title": "保留意见", "mark": "渝中保"})
    assert answer.get_json() == {
        "kind": "dissent",
        "title": "保留意见",
        "mark": "渝中保",
        "own": True,
        "second_person": False,
        "second_person_wanted_by": None,
    }
    assert api("chenjing").get(url).get_json()["total"] == len(PaperKind)
    assert api("wanglei").put(f"{url}/dissent", json={"title": "保留意见", "mark": "保"}).status_code == 404
    assert api("chenjing").put(f"{url}/nonsense", json={"title": "保留意见", "mark": "保"}).status_code == 404


def test_the_sealed_original_is_sent_from_the_page(signed_in: Clients, cast: Cast) -> None:
    paper, browser = issued(cast), signed_in("chenjing")
    url = f"/papers/{paper.id}/scan"
    assert browser.post(url, data={"files": (io.BytesIO(pictures.pdf()), "盖章件.pdf")}).status_code == 302
    page = browser.get(f"/papers/{paper.id}").get_data(as_text=True)
    assert "盖章件.pdf" in page
    assert browser.post(url, data={"files": (io.BytesIO(b"<svg/>"), "x.svg")}).status_code == 422
    assert browser.post(url, data={}).status_code == 422
    other = signed_in("wanglei").post(url, data={"files": (io.BytesIO(pictures.pdf()), "x.pdf")})
    assert other.status_code == 404


def test_pages_keep_what_users_wrote_inert(signed_in: Clients, cast: Cast) -> None:
    from dataclasses import replace

    paper = issued(cast, content=replace(notice(), title="<script>alert(1)</script>标题"))
    for path in ("/papers", f"/papers/{paper.id}"):
        assert "<script>alert" not in signed_in("chenjing").get(path).get_data(as_text=True)


def test_a_sheet_is_revoked_on_its_own_page_and_what_a_case_decides_is_not(
    signed_in: Clients, api: Clients, cast: Cast
) -> None:
    slip = issued(cast, kind=PaperKind.CLOSING_SLIP)
    chenjing = signed_in("chenjing")
    address = f"/papers/{slip.id}"
    assert "撤销这份文书" in chenjing.get(address).get_data(as_text=True)
    unread = chenjing.post(f"{address}/revoke", data={"reason": ""})
    assert (unread.status_code, "data-reopen" in unread.get_data(as_text=True)) == (422, True)
    # The notice of withdrawal is read before it goes out, and nothing is revoked until then.
    page = chenjing.post(f"{address}/revoke", data={"reason": "单位写错"})
    assert "撤回通知" in page_of(page)
    assert db.session.get_one(Paper, slip.id, populate_existing=True).state == PaperState.ISSUED
    assert confirmed(chenjing, page).status_code == 302
    text = chenjing.get(address).get_data(as_text=True)
    assert "渝中区总工会劳监回〔2026〕1号" in text
    assert "撤销这份文书" not in text
    other = issued(cast, kind=PaperKind.RECHECK_OPINION)
    refused = api("chenjing").post(f"/api/v1/papers/{other.id}/revoke", json={"reason": "写错"})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "revoked_with_case")
    again = api("chenjing").post(f"/api/v1/papers/{slip.id}/revoke", json={"reason": "写错"})
    assert (again.status_code, again.get_json()["code"]) == (409, "paper_state")
    assert api("wanglei").post(f"/api/v1/papers/{slip.id}/revoke", json={"reason": "写错"}).status_code == 404
