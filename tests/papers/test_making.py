"""A paper's file is made by a job that begins with its issue; who opens it meanwhile is told so, and waits."""

from __future__ import annotations

import io
import re
import subprocess
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.database import db
from safety.errors import Invalid
from safety.jobs import operations as jobs
from safety.jobs.models import Job
from safety.papers import files, operations, rendering
from safety.papers.glyphs import unprintable
from safety.papers.models import Paper
from safety.papers.operations import making
from safety.papers.rules import FileState
from safety.transactions import one_transaction
from tests import machine
from tests.cast import Cast
from tests.papers.samples import notice, sealed
from tests.papers.test_operations import draft, issue, issued
from tests.papers.test_rendering import has_fonts

Clients = Callable[[str], FlaskClient]


def fresh(paper: Paper) -> Paper:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Paper, paper.id)


def do_job(paper: Paper) -> None:
    """The job of a paper's files, done as the server does it."""
    job_id = fresh(paper).file_job_id
    assert job_id is not None
    jobs.run(job_id)


def words(pdf: bytes, folder: Path) -> str:
    """What another program reads in ``pdf``."""
    path = folder / f"{uuid.uuid4()}.pdf"
    path.write_bytes(pdf)
    told = subprocess.run([machine.program("pdftotext"), path, "-"], capture_output=True, check=True)
    return re.sub(r"\s+", "", told.stdout.decode())


@has_fonts
@pytest.mark.usefixtures("papers_are_made")
def test_a_paper_issued_amid_a_second_is_there_at_once_and_tells_both_moments(
    signed_in: Clients, cast: Cast, tmp_path: Path
) -> None:
    amid = Cast(now=cast.now + timedelta(microseconds=987_654))
    began = datetime.now(UTC).replace(microsecond=0)
    paper = fresh(issued(amid))
    assert paper.sealed_at is not None
    assert began <= paper.sealed_at <= datetime.now(UTC), "the true moment, not that of the issue"
    officer = signed_in("chenjing")
    told = words(officer.get(f"/papers/{paper.id}.pdf").data, tmp_path)
    assert str(paper.number) in told
    assert "签发2026-11-2310:00" in told
    assert "电子封装" in told
    assert docx.Document(io.BytesIO(officer.get(f"/papers/{paper.id}.docx").data)).paragraphs
    answer = officer.get(f"/api/v1/papers/{paper.id}/files").get_json()
    assert (answer["state"], answer["problem"]) == ("done", None)
    assert "电子封装" in officer.get(f"/papers/{paper.id}").text


@has_fonts
def test_who_opens_a_paper_while_it_is_made_waits_on_a_page_and_a_program_comes_again(
    signed_in: Clients, cast: Cast
) -> None:
    paper, officer = issued(cast), signed_in("chenjing")
    page = officer.get(f"/papers/{paper.id}.pdf?download=1", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Retry-After"]) == (202, "2")
    assert f"/api/v1/papers/{paper.id}/files" in page.text
    assert "正在生成" in officer.get(f"/papers/{paper.id}").text
    program = officer.get(f"/papers/{paper.id}.pdf", headers={"Accept": "application/pdf"})
    assert (program.status_code, program.get_json()["state"]) == (202, "queued")
    assert officer.get(f"/papers/{paper.id}.docx").status_code == 200, "nothing of it has to be sealed"
    sealed(paper)
    assert officer.get(f"/papers/{paper.id}.pdf").mimetype == "application/pdf"


@has_fonts
def test_a_job_that_was_stopped_halfway_or_done_twice_leaves_one_file(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = issued(cast)

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as power_cut:
        power_cut.setattr(making, "note", stop)
        with pytest.raises(KeyboardInterrupt):
            operations.seal_files(paper.id)
    assert fresh(paper).sealed_at is None, "the file is there, its moment is not yet known"
    first = sealed(paper)
    moment = fresh(paper).sealed_at
    again = operations.seal_files(paper.id)
    assert (sealed(paper), again) == (first, moment)
    stem = files._stem(fresh(paper))  # other papers may lie in the same folder
    assert len(list(stem.parent.glob(f"{stem.name}*.pdf"))) == 1


@has_fonts
def test_after_a_stop_the_making_goes_on_and_papers_of_an_older_version_are_made_too(
    app: Flask, cast: Cast
) -> None:
    begun, old = issued(cast), issued(cast)
    with one_transaction():
        db.session.get_one(Job, fresh(begun).file_job_id).state = "running"
        db.session.delete(db.session.get_one(Job, fresh(old).file_job_id))
        fresh_old = db.session.get_one(Paper, old.id)
        fresh_old.file_job_id = None
    again: list[str] = []
    jobs.take_up_again(again.append)
    assert str(fresh(begun).file_job_id) in again
    making.take_up_papers()
    waiting = fresh(old).file_job_id
    assert waiting is not None
    making.take_up_papers()
    assert fresh(old).file_job_id == waiting, "asked for once"
    for paper in (begun, old):
        do_job(paper)
    assert files.progress_of(fresh(begun)).state is files.progress_of(fresh(old)).state is FileState.DONE


@has_fonts
def test_a_paper_that_could_not_be_made_says_why_in_each_language_and_is_made_again(
    signed_in: Clients, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper, officer = issued(cast), signed_in("chenjing")
    with monkeypatch.context() as bare:
        bare.setattr(files, "FONTS", tmp_path)
        do_job(paper)
    for language, said in (("zh-CN", "服务器缺少中文字体"), ("en", "fonts")):
        told = officer.get(
            f"/api/v1/papers/{paper.id}/files", headers={"Accept-Language": language}
        ).get_json()
        assert told["state"] == "failed"
        assert said in told["problem"]
    assert "服务器缺少中文字体" in officer.get(f"/papers/{paper.id}").text
    assert officer.get(f"/papers/{paper.id}.pdf").status_code == 503
    assert signed_in("wanglei").post(f"/papers/{paper.id}/files").status_code == 404
    assert officer.post(f"/papers/{paper.id}/files").status_code == 302
    do_job(paper)
    assert officer.get(f"/papers/{paper.id}.pdf").status_code == 200
    assert officer.post(f"/api/v1/papers/{paper.id}/files").status_code == 409


def test_a_character_that_no_font_has_is_named_with_its_place_before_a_number_is_taken(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        issue(cast, draft(cast, content=notice(wording="界碑刻有 \u0f00\U0003fffd 二字")))
    (sentence,) = [one for texts in refused.value.fields.values() for one in texts]
    assert refused.value.code == "unprintable"
    assert "正文" in str(sentence)
    assert "U+0F00" in str(sentence)
    assert "U+3FFFD" in str(sentence)
    assert str(issued(cast).number).endswith("〕1号"), "no number was lost"


@has_fonts
def test_rare_names_are_printed(tmp_path: Path) -> None:
    machine.needed_file(rendering.FONTS / "BabelStoneHan.ttf")
    for rare in ("𠮷祥㼆", "𪚥𱍐", "张𬘭", "🏗️"):
        content = notice(wording=f"负责人{rare}到场。").as_json()
        assert unprintable(content, (rendering.FONTS,)) == []
        pdf = rendering.render_pdf(rendering.Sheet(content), made_at=datetime.now(UTC))
        assert rare.removesuffix("\ufe0f") in words(pdf, tmp_path)
