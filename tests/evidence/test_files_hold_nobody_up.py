"""Files of a form are examined before the first write: nobody who writes waits for a PDF to be walked."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.corrections import operations as corrections
from safety.corrections.rules import FindingGrade
from safety.database import db
from safety.evidence import pdfs
from safety.transactions import one_transaction
from safety.turns import turn_of
from tests.cast import NOW, Cast
from tests.corrections.story import issued_notice, make_site, raise_findings
from tests.evidence import samples

READERS = {"form_uploads", "uploads_by_demand", "one_upload"}


def views_with_files() -> Iterator[tuple[str, bool]]:
    """Every view that reads files, with whether other writers go on while it does."""
    for path in [
        *Path("safety").rglob("routes/*.py"),
        *Path("safety").rglob("*api*.py"),
        *Path("safety").glob("*/routes.py"),
    ]:
        for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(one, ast.FunctionDef) or not any(
                ".route" in ast.unparse(d) or ".post" in ast.unparse(d) for d in one.decorator_list
            ):
                continue
            called = {
                node.func.id
                for node in ast.walk(one)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            }
            if called & READERS:
                yield f"{path}:{one.name}", "reads_first" in {ast.unparse(d) for d in one.decorator_list}


def test_every_view_that_takes_files_reads_first() -> None:
    found = dict(views_with_files())
    assert len(found) > 12
    assert [name for name, first in found.items() if not first] == []


def test_an_employer_who_sends_a_slow_pdf_holds_no_writer_up(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("writers to PostgreSQL wait for rows only")
    with one_transaction():
        site = make_site(cast)
        (finding,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        notice = issued_notice(cast, site, [finding])
        _, token = corrections.make_link(actor=cast.actor("chenjing"), now=NOW, notice=notice)
        number = str(finding.id)
    free = []
    examine = pdfs.examine

    def slowly(content: bytes) -> None:
        turn = turn_of(db.engine.url.database)
        free.append(turn.take(0))
        if free[-1]:
            turn.give_up()
        examine(content)

    monkeypatch.setattr(pdfs, "examine", slowly)
    form = {
        "author": "邓某", "lines.0.demand_id": number, "lines.0.stance": "adopted", "lines.0.words": "已改",
        f"photos-{number}": (io.BytesIO(samples.pdf()), "整改方案.pdf"),
    }  # fmt: skip
    answer = _client(app).post(f"/reply/{token}", data=form, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    assert free == [True]


def _client(app: Flask) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()
