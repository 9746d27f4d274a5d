"""The whole dossier of a project: every paper, picture and file under a name that people read, and how to find it."""

from __future__ import annotations

import re
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from safety.database import session
from safety.evidence.operations import prove_content
from safety.papers import operations as papers
from safety.papers.models import Paper
from safety.projects import operations, queries
from safety.projects.models import Project
from safety.projects.operations.dossiers import write_dossier
from safety.projects.vocabulary import ReviewKind
from safety.transactions import one_transaction
from tests.cast import NOW, Cast
from tests.evidence import samples
from tests.projects.story import Story


@pytest.fixture
def members(cast: Cast, tmp_path: Path) -> dict[str, bytes]:
    """The dossier of 陈静 about a project with a signed design review and an acceptance without the union: name → bytes."""
    with one_transaction():
        story = Story(cast)
        project = story.project()
        story.concluded(project, ReviewKind.DESIGN)
        acceptance = story.review(project, ReviewKind.ACCEPTANCE, invited=False)
        referral = operations.refer_review(
            actor=story.officer,
            now=NOW,
            review=acceptance,
            department="渝中区应急管理局",
            reason="未邀请工会参加竣工验收",
            request="责令补正",
        )
        paper = session.get_one(Paper, referral.paper_id)
        papers.attach_sealed_scan(
            actor=story.officer,
            now=NOW,
            paper=paper,
            id=uuid.uuid4(),
            content=prove_content(samples.pdf()),
            declared_name="盖章件.pdf",
        )
    with one_transaction():
        paper = session.get_one(Paper, paper.id)
        papers.revoke_paper(actor=story.officer, now=NOW + timedelta(hours=1), paper=paper, reason="部门写错")
    with one_transaction(write=False):
        project = session.get_one(Project, project.id)
        project_id, name, held = project.id, project.name, queries.dossier_of(cast.actor("chenjing"), project)
    path = tmp_path / "dossier.zip"
    write_dossier(project_id, name, held, path, now=NOW)
    with zipfile.ZipFile(path) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


def test_it_holds_every_paper_the_notice_of_withdrawal_and_the_scan_of_the_original(
    members: dict[str, bytes],
) -> None:
    names = [one for one in members if one.startswith("竣工验收/")]
    assert "竣工验收/审查记录.json" in names
    for title in ("处理申请", "撤回通知"):
        for ending in ("pdf", "docx"):
            found = [one for one in names if "/文书/" in one and title in one and one.endswith(ending)]
            assert len(found) == 1, (title, ending, names)
    assert [one for one in names if "/盖章扫描件/" in one and one.endswith("盖章件.pdf")]
    assert [one for one in members if one.startswith("设计审查/签名/") and "吴芳" in one]


def test_the_contents_lead_to_each_file_by_its_name(members: dict[str, bytes]) -> None:
    page = members["index.html"].decode()
    assert "解放碑塔楼新建工程" in page
    for one in members.keys() - {"index.html", "manifest.json"}:
        assert one.rsplit("/", 1)[1] in page
        assert not re.search(r"project_|reply_item|recheck_item", one), one
