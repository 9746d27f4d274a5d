from __future__ import annotations

import copy
import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from safety.access.permissions import Permission
from safety.audit import queries as audit
from safety.database import db
from safety.errors import Invalid, NotAllowed, NotFound, NotPossibleNow
from safety.evidence.models import EvidenceFile
from safety.evidence.operations import prove_content
from safety.evidence.queries import files_of
from safety.papers import operations, queries
from safety.papers.content import PaperContent
from safety.papers.models import Paper, PaperCounter
from safety.papers.rules import PaperKind, PaperState
from safety.proof.queries.chains import verify_chains
from safety.transactions import abandon, one_transaction
from tests.cast import Cast, id_of
from tests.evidence import samples as pictures
from tests.meanwhile import meanwhile
from tests.papers.samples import SITE, notice


def draft(
    cast: Cast,
    content: PaperContent | None = None,
    *,
    by: str = "chenjing",
    place: str = "yuzhong",
    kind: PaperKind = PaperKind.CORRECTION_NOTICE,
) -> Paper:
    """A draft by the officer of a district."""
    with one_transaction():
        return operations.draft_paper(
            actor=cast.actor(by),
            now=cast.now,
            kind=kind,
            subject_kind="site",
            subject_id=SITE,
            place=cast.place(place),
            content=content or notice(),
        )


def issue(cast: Cast, paper: Paper, *, by: str = "chenjing", now: datetime | None = None) -> Paper:
    """The draft, issued."""
    with one_transaction():
        fresh = db.session.get_one(Paper, paper.id)
        return operations.issue_paper(actor=cast.actor(by), now=now or cast.now, paper=fresh)


def issued(cast: Cast, **options: Any) -> Paper:
    """A paper that went out."""
    return issue(cast, draft(cast, **options), by=options.get("by", "chenjing"))


def test_a_draft_has_no_number_and_may_change(cast: Cast) -> None:
    paper = draft(cast)
    with one_transaction():
        fresh = db.session.get_one(Paper, paper.id)
        operations.redraft_paper(
            actor=cast.actor("chenjing"),
            now=cast.now,
            paper=fresh,
            content=replace(notice(), title="改过的标题"),
        )
    assert (fresh.state, fresh.number, fresh.title) == (PaperState.DRAFT, None, "改过的标题")


def test_an_issued_paper_is_numbered_signed_and_genuine(cast: Cast) -> None:
    paper = issued(cast)
    assert paper.number == "渝中区总工会劳监意〔2026〕1号"
    assert paper.imprint is not None
    assert paper.imprint["issued_on"] == "2026年11月23日"
    assert paper.statement is not None
    assert paper.statement["signer"]["name"] == "陈静"
    assert queries.verdict_on(paper).genuine
    assert queries.verdict_on(db.session.get_one(Paper, paper.id, populate_existing=True)).genuine


def test_what_was_issued_is_not_edited_nor_issued_again_nor_deleted(cast: Cast) -> None:
    paper, actor = issued(cast), cast.actor("chenjing")
    with pytest.raises(NotPossibleNow):
        operations.redraft_paper(actor=actor, now=cast.now, paper=paper, content=notice())
    with pytest.raises(NotPossibleNow):
        operations.issue_paper(actor=actor, now=cast.now, paper=paper)
    with pytest.raises(NotPossibleNow):
        operations.discard_draft(actor=actor, now=cast.now, paper=paper)


def test_numbers_follow_each_other_by_union_kind_and_year(cast: Cast) -> None:
    numbers = [issued(cast).number for _ in range(3)]
    other_kind = issued(cast, kind=PaperKind.RECHECK_OPINION).number
    other_union = issued(cast, by="wanglei", place="nanan").number
    next_year = issue(cast, draft(cast), now=datetime(2026, 12, 31, 16, 30, tzinfo=UTC)).number
    assert numbers == [f"渝中区总工会劳监意〔2026〕{n}号" for n in (1, 2, 3)]
    assert other_kind == "渝中区总工会劳监复〔2026〕1号"
    assert other_union == "南岸区总工会劳监意〔2026〕1号"
    assert next_year == "渝中区总工会劳监意〔2027〕1号"  # 31 December in UTC, New Year's Day in Chongqing


def test_a_refused_issue_gives_its_number_back(cast: Cast) -> None:
    paper = draft(cast)
    with one_transaction():
        fresh = db.session.get_one(Paper, paper.id)
        operations.issue_paper(actor=cast.actor("chenjing"), now=cast.now, paper=fresh)
        abandon()
    assert issued(cast).sequence == 1


def test_many_writers_at_once_leave_no_gap_and_no_double(app: Flask, cast: Cast) -> None:
    papers = [draft(cast).id for _ in range(24)]
    union_id, problems = id_of("yuzhong"), []
    actor = cast.actor("chenjing")

    def write(mine: list[uuid.UUID], *, stumbling: bool) -> None:
        with app.app_context():
            try:
                for paper_id in mine:
                    _issue_or_stumble(paper_id, stumbling=stumbling)
            except Exception as error:  # noqa: BLE001 - told to the main thread
                problems.append(error)
            finally:
                db.session.remove()

    def _issue_or_stumble(paper_id: uuid.UUID, *, stumbling: bool) -> None:
        if stumbling:
            with one_transaction():
                operations.next_number(union_id=union_id, kind=PaperKind.CORRECTION_NOTICE, year=2026)
                abandon()
        with one_transaction():
            fresh = db.session.get_one(Paper, paper_id)
            operations.issue_paper(actor=actor, now=cast.now, paper=fresh)

    threads = [
        threading.Thread(target=write, args=(papers[start::4],), kwargs={"stumbling": start % 2 == 0})
        for start in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    db.session.rollback()  # see what the others wrote
    numbered = select(Paper.sequence).where(Paper.sequence.is_not(None)).order_by(Paper.sequence)
    assert db.session.scalars(numbered).all() == list(range(1, 25))
    assert db.session.scalar(select(PaperCounter.last)) == 24


@pytest.mark.parametrize("act", ["issue", "redraft", "discard"])
def test_who_acts_on_a_draft_that_is_issued_at_that_moment_is_told_so(
    app: Flask, cast: Cast, act: str
) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("writers to SQLite take turns")
    paper_id = draft(cast).id
    by: dict[str, Any] = {"actor": cast.actor("chenjing"), "now": cast.now}
    with one_transaction():
        by_me = by | {"paper": db.session.get_one(Paper, paper_id)}
        meanwhile(app, lambda: operations.issue_paper(**by, paper=db.session.get_one(Paper, paper_id)))
        acts: dict[str, Callable[[], object]] = {
            "issue": lambda: operations.issue_paper(**by_me),
            "redraft": lambda: operations.redraft_paper(**by_me, content=notice()),
            "discard": lambda: operations.discard_draft(**by_me),
        }
        with pytest.raises(NotPossibleNow):
            acts[act]()
        abandon()
    kept = db.session.get_one(Paper, paper_id, populate_existing=True)
    assert (kept.state, kept.sequence) == (PaperState.ISSUED, 1)
    assert queries.verdict_on(kept).genuine
    assert db.session.scalar(select(PaperCounter.last)) == 1


def test_unread_articles_never_go_out(cast: Cast) -> None:
    paper = draft(cast, replace(notice(), note="第几条待核"))
    with pytest.raises(Invalid):
        issue(cast, paper)
    assert db.session.get_one(Paper, paper.id, populate_existing=True).number is None


def test_another_districts_paper_is_out_of_reach(cast: Cast) -> None:
    paper = draft(cast)
    with pytest.raises(NotFound):
        issue(cast, paper, by="wanglei")
    with pytest.raises(NotAllowed):
        issue(cast, paper, by="liqiang")
    with pytest.raises(NotFound):
        queries.get_paper(paper.id, cast.actor("wanglei").scope(Permission.PAPER_READ))


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [
        ("number", "渝中区总工会劳监意〔2026〕99号", "number"),
        ("kind", "recheck_opinion", "number"),
        ("content", None, "content.addressee"),
        ("imprint", None, "imprint.issued_on"),
    ],
)
def test_a_row_changed_behind_our_back_is_found_with_its_field(
    cast: Cast, column: str, value: Any, field: str
) -> None:
    paper = issued(cast)
    if value is None:
        value = copy.deepcopy(getattr(paper, column))
        value["addressee" if column == "content" else "issued_on"] = "别的"
    with one_transaction():
        db.session.execute(update(Paper).where(Paper.id == paper.id).values({column: value}))
    verdict = queries.verdict_on(db.session.get_one(Paper, paper.id, populate_existing=True))
    assert (verdict.genuine, verdict.field) == (False, field)


def test_a_forged_signature_is_found(cast: Cast) -> None:
    paper = issued(cast)
    with one_transaction():
        db.session.execute(
            text("UPDATE papers SET signature = :forged").bindparams(
                forged="AAAA" + (paper.signature or "")[4:]
            )
        )
    assert queries.verdict_on(db.session.get_one(Paper, paper.id, populate_existing=True)).why == "signature"


def test_a_revoked_paper_keeps_its_number_and_its_reason(cast: Cast) -> None:
    paper = issued(cast)
    with one_transaction():
        fresh = db.session.get_one(Paper, paper.id)
        with pytest.raises(Invalid):
            operations.revoke_paper(actor=cast.actor("chenjing"), now=cast.now, paper=fresh, reason=" ")
        operations.revoke_paper(actor=cast.actor("chenjing"), now=cast.now, paper=fresh, reason="单位写错")
    assert (fresh.state, fresh.ended_reason) == (PaperState.REVOKED, "单位写错")
    assert queries.verdict_on(fresh).genuine
    assert issued(cast).sequence == 2


def withdrawals(paper: Paper) -> list[Paper]:
    return list(queries.papers_of("paper", paper.id))


def test_who_received_a_paper_is_told_that_it_was_revoked(cast: Cast) -> None:
    paper = issued(cast)
    with one_transaction():
        fresh = db.session.get_one(Paper, paper.id)
        operations.revoke_paper(actor=cast.actor("chenjing"), now=cast.now, paper=fresh, reason="单位写错")
    [notice_] = withdrawals(paper)
    assert (notice_.kind, notice_.state, notice_.number) == (
        PaperKind.WITHDRAWAL_NOTICE,
        PaperState.ISSUED,
        "渝中区总工会劳监回〔2026〕1号",
    )
    assert notice_.content["addressee"] == paper.content["addressee"]
    assert notice_.content["copies_to"] == ["渝中区应急管理局"]
    told = json.dumps(notice_.content, ensure_ascii=False)
    for part in (paper.number, "2026年11月23日", "单位写错", paper.title):
        assert str(part) in told
    assert queries.verdict_on(notice_).genuine


def test_a_record_that_was_sent_to_nobody_is_revoked_without_a_notice(cast: Cast) -> None:
    paper = issued(cast, content=replace(notice(), addressee=""))
    with one_transaction():
        fresh = db.session.get_one(Paper, paper.id)
        operations.revoke_paper(actor=cast.actor("chenjing"), now=cast.now, paper=fresh, reason="单位写错")
    assert withdrawals(paper) == []


def test_a_paper_is_superseded_by_another_issued_one_only(cast: Cast) -> None:
    old, new, waiting = issued(cast), issued(cast), draft(cast)
    with one_transaction():
        fresh = db.session.get_one(Paper, old.id)
        options: Any = {
            "actor": cast.actor("chenjing"),
            "now": cast.now,
            "paper": fresh,
            "reason": "期限更正",
        }
        for wrong in (fresh, db.session.get_one(Paper, waiting.id)):
            with pytest.raises(NotPossibleNow):
                operations.supersede_paper(**options, by=wrong)
        operations.supersede_paper(**options, by=db.session.get_one(Paper, new.id))
    assert (fresh.state, fresh.replaced_by_id) == (PaperState.SUPERSEDED, new.id)


def test_a_sealed_scan_lies_beside_the_paper_and_earlier_ones_stay(cast: Cast) -> None:
    paper = issued(cast)
    files = [attach(cast, paper, colour).id for colour in ("steelblue", "peru")]
    assert db.session.get_one(Paper, paper.id).sealed_scan_id == files[-1]
    assert [file.id for file in files_of("paper", paper.id)] == sorted(files)


def attach(cast: Cast, paper: Paper, colour: str) -> EvidenceFile:
    """A scan of the sealed original, kept."""
    with one_transaction():
        return operations.attach_sealed_scan(
            actor=cast.actor("chenjing"),
            now=cast.now,
            paper=db.session.get_one(Paper, paper.id),
            id=uuid.uuid4(),
            content=prove_content(pictures.jpeg(colour)),
            declared_name="盖章件.jpg",
        )


def test_a_draft_has_no_sealed_scan(cast: Cast) -> None:
    with pytest.raises(NotPossibleNow):
        operations.attach_sealed_scan(
            actor=cast.actor("chenjing"),
            now=cast.now,
            paper=draft(cast),
            id=uuid.uuid4(),
            content=prove_content(pictures.jpeg()),
            declared_name=None,
        )


def test_every_step_is_in_the_audit_and_the_chain_holds(cast: Cast) -> None:
    paper = issued(cast)
    rows = db.session.scalars(audit.history_of("paper", paper.id)).all()
    assert [row.action for row in rows] == ["paper_drafted", "paper_issued"]
    assert rows[1].change["content_hash"] == paper.content_hash
    assert verify_chains()[1] is None


def test_the_head_a_paper_prints_is_known_years_later(cast: Cast) -> None:
    first, second = issued(cast), issued(cast)
    issued(cast, by="wanglei", place="nanan")  # the chains have grown on
    assert first.imprint is not None
    assert second.imprint is not None
    assert audit.is_known_head(first.imprint["audit_head"])
    assert second.imprint["audit_head"] == first.imprint["audit_head"]
    assert verify_chains()[1] is None
