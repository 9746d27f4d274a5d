"""Samples of the papers of a project."""

from __future__ import annotations

from collections.abc import Mapping

from safety.law import bases
from safety.law.project_natures import LABELS, ProjectNature
from safety.papers.content import PaperContent, Signer
from safety.papers.rules import PaperKind
from safety.projects import documents as projects
from safety.projects.vocabulary import ReviewKind
from tests.papers import golden_day


def _project(
    nature: ProjectNature, *, health: bool = False, kind: ReviewKind = ReviewKind.DESIGN
) -> projects.Subject:
    basis = bases.project(nature, safety=True, health=health)
    part = projects.Part(invited=True, came=True, has_papers=True)
    return projects.Subject(
        golden_day.UNION,
        "示例厂房工程",
        golden_day.EMPLOYER,
        str(LABELS[nature]),
        "",
        kind,
        basis,
        golden_day.DAY,
        part,
    )


def project_opinion(
    nature: ProjectNature, *, kind: ReviewKind = ReviewKind.DESIGN, health: bool = False
) -> PaperContent:
    paper = PaperKind.DESIGN_OPINION if kind is ReviewKind.DESIGN else PaperKind.ACCEPTANCE_OPINION
    line = projects.OpinionLine("通风", mandatory=True, text="增设局部排风", where="", term_on=golden_day.DAY)
    return projects.opinion_paper(
        _project(nature, health=health, kind=kind),
        title=golden_day.title(paper),
        opinions=[line],
        reply_by=golden_day.DAY,
        reply_url="",
    )


def works_papers(nature: ProjectNature, *, health: bool = False) -> Mapping[PaperKind, PaperContent]:
    """What a review leads to beside its opinions."""
    new = _project(nature, health=health)
    signed = projects.Conclusion("同意", "", (), (), (), (), "罗琳", "陈静", "")
    kind = PaperKind
    return {
        kind.OPINION_SUPPLEMENT: projects.added_paper(
            new,
            title=golden_day.title(kind.OPINION_SUPPLEMENT),
            about="补充",
            words="增设应急照明。",
            signer="罗琳",
            signature_sha256="",
        ),
        kind.SIGN_OFF_SHEET: projects.sign_off_sheet(
            new, title=golden_day.title(kind.SIGN_OFF_SHEET), signed=signed
        ),
        kind.ATTENDANCE_SHEET: projects.attendance_sheet(
            new,
            title=golden_day.title(kind.ATTENDANCE_SHEET),
            people=[("李强", golden_day.UNION, "现场查验", golden_day.told())],
            signers=[Signer("签名", "李强")],
        ),
        kind.MATERIAL_RECEIPT: projects.material_receipt(
            new,
            title=golden_day.title(kind.MATERIAL_RECEIPT),
            lines=[("初步设计", "A版", 1), ("职业安全卫生专篇", "—", 0)],
            received_on=golden_day.DAY,
            handed_by="王工",
            taken_by="吴芳",
        ),
    }
