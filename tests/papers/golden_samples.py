"""Samples of every kind of paper, of a day in 2026 or of another ``of_day``, made by the functions that make the real ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace

from safety.accidents import documents as accidents
from safety.corrections import documents as corrections
from safety.corrections.asking import Judged, usual_demand
from safety.corrections.closing_document import ClosingFacts, closing_slip
from safety.corrections.vocabulary import FindingGrade, RecheckResult
from safety.inspections.documents import FoundFacts, RecordFacts, SignedFacts, inspection_record
from safety.labour_law.documents import letter_paper
from safety.labour_law.inputs import LetterFacts
from safety.labour_law.vocabulary import LetterKind
from safety.law import applications, bases, citations
from safety.law.applications import About, Matter
from safety.law.grounds import Ground
from safety.law.project_natures import ProjectNature
from safety.law.regimes import Regime
from safety.papers.content import Enclosed, PaperContent, enclosing
from safety.papers.documents import Withdrawn, withdrawal_notice
from safety.papers.rules import PaperKind, contact_line, originals_line
from safety.projects.vocabulary import ReviewKind
from tests.papers import golden_day
from tests.papers.golden_accidents import case_sheets
from tests.papers.golden_projects import project_opinion, works_papers

TYPED = [
    {"law": "中华人民共和国职业病防治法（2018年修正）", "article": "第二十二条", "checked": True},
    {"law": "工贸企业重大事故隐患判定标准（应急管理部令第10号）", "article": "", "checked": False},
]
HEALTH = Ground(major=True, health=True)
EVERY_GROUND = Ground(**{one.name: True for one in fields(Ground)})


def _finding(grade: FindingGrade, colour: str | None, ground: Ground) -> corrections.FindingFacts:
    judged = Judged(grade, ground, red=colour == "red")
    return corrections.FindingFacts(
        summary="通风联锁被短接",
        detail="",
        place_on_site="喷漆房",
        grade=grade,
        asked=usual_demand(judged),
        term_on=golden_day.DAY,
        citations=citations.kept(TYPED, golden_day.DAY),
        ground=ground,
        at_once=judged.at_once,
    )


def _notice(ground: Ground = HEALTH) -> PaperContent:
    return corrections.correction_notice(
        corrections.NoticeFacts(
            title=golden_day.title(PaperKind.CORRECTION_NOTICE),
            issuer=golden_day.UNION,
            addressee=golden_day.EMPLOYER,
            site_name="“喷漆车间”",
            checked=golden_day.told(),
            findings=[
                _finding(FindingGrade.MAJOR, None, ground),
                _finding(FindingGrade.ORDINARY, "red", ground),
            ],
            reply_by=golden_day.DAY,
            note="",
            reply_url="",
            inspectors=[("李强", "渝检〔2024〕1号")],
            on=golden_day.DAY,
        )
    )


def _recheck(ground: Ground = Ground()) -> PaperContent:  # noqa: B008 - it is frozen
    return corrections.recheck_opinion(
        corrections.RecheckFacts(
            title=golden_day.title(PaperKind.RECHECK_OPINION),
            issuer=golden_day.UNION,
            addressee=golden_day.EMPLOYER,
            site_name="",
            checked_on=golden_day.DAY,
            notice=golden_day.named(),
            lines=[
                (
                    "临边防护缺失",
                    RecheckResult.FAILED,
                    "防护仍未恢复",
                    corrections.chinese_day(golden_day.DAY),
                )
            ],
            words="",
            inspectors=[("李强", "渝检〔2024〕1号"), ("陈静", "渝检〔2024〕2号")],
            met="",
            basis=bases.correction([ground]),
            on=golden_day.DAY,
            reply_by=golden_day.DAY,
        )
    )


def referral(
    matter: Matter,
    nature: ProjectNature | None = None,
    *,
    regime: Regime | None = Regime.ORDER_493,
    health: bool = False,
    ground: Ground = Ground(),  # noqa: B008 - it is frozen
    to_department: bool | None = None,
) -> PaperContent:
    law = About(golden_day.DAY, nature, health=health, regime=regime, grounds=(ground,))
    department = applications.goes_to_department(matter, law) if to_department is None else to_department
    law = replace(law, to_department=department)
    return corrections.referral_application(
        corrections.ReferralFacts(
            title=golden_day.title(PaperKind.REFERRAL),
            issuer=golden_day.UNION,
            department="渝中区应急管理局" if department else "渝中区人民政府",
            about="示例事项",
            reason="经多次提出没有结果。",
            request="请依法处理。",
            matters=[],
            basis=applications.basis(matter, law),
            term=applications.answer_term(matter, law),
            on=golden_day.DAY,
        )
    )


def _evacuation(ground: Ground = Ground()) -> PaperContent:  # noqa: B008 - it is frozen
    return corrections.evacuation_proposal(
        corrections.EvacuationFacts(
            title=golden_day.title(PaperKind.EVACUATION_PROPOSAL),
            issuer=golden_day.UNION,
            addressee=golden_day.EMPLOYER,
            site_name="喷漆车间",
            danger="可燃气体报警，浓度持续升高",
            suggestion=corrections.USUAL_WITHDRAWAL,
            told="王班长",
            proposed_at=golden_day.AT,
            inspector=("李强", "渝检〔2024〕1号"),
            ground=ground,
        )
    )


def _reminder(ground: Ground = Ground()) -> PaperContent:  # noqa: B008 - it is frozen
    return corrections.reminder(
        title=golden_day.title(PaperKind.REMINDER),
        issuer=golden_day.UNION,
        addressee=golden_day.EMPLOYER,
        notice=golden_day.named(),
        overdue=[("临边防护缺失", golden_day.DAY)],
        grounds=[ground],
        on=golden_day.DAY,
    )


def _closing(ground: Ground = Ground()) -> PaperContent:  # noqa: B008 - it is frozen
    return closing_slip(
        ClosingFacts(
            title=golden_day.title(PaperKind.CLOSING_SLIP),
            issuer=golden_day.UNION,
            addressee=golden_day.EMPLOYER,
            site="喷漆车间",
            summary="临边防护缺失",
            detail="",
            place_on_site="",
            grade="一般隐患",
            found_on=golden_day.DAY,
            notice_number=golden_day.number(),
            term=corrections.chinese_day(golden_day.DAY),
            reply="已恢复",
            rechecked_on=golden_day.DAY,
            recheck="复查合格",
            recheckers=[("李强", "渝检〔2024〕1号")],
            confirmed_by="",
            closed_on=golden_day.DAY,
            citations=(),
            ground=ground,
            pictures=(),
        )
    )


def _record(ground: Ground = Ground()) -> PaperContent:  # noqa: B008 - it is frozen
    return inspection_record(
        RecordFacts(
            title=golden_day.title(PaperKind.INSPECTION_RECORD),
            issuer=golden_day.UNION,
            employer=golden_day.EMPLOYER,
            site="喷漆车间",
            address="",
            began=golden_day.AT,
            ended=golden_day.AT,
            clock="",
            position="",
            companions="",
            alone_reason="",
            met="王班长",
            checklist="",
            answers=(),
            findings=[FoundFacts("临边防护缺失", "", "", FindingGrade.ORDINARY, "blue", "恢复防护", ())],
            photos=(),
            note="",
            signed=SignedFacts(
                "李强", certificate="渝检〔2024〕1号", companions=[("陈静", "渝检〔2024〕2号")]
            ),
            on=golden_day.DAY,
            ground=ground,
        )
    )


def samples(regime: Regime = Regime.ORDER_493) -> Mapping[PaperKind, PaperContent]:
    """A sample of every kind in the title table; those of accidents under ``regime``."""
    subject = accidents.Subject(
        golden_day.UNION,
        "示例坍塌事故",
        golden_day.AT,
        "示例工地",
        golden_day.EMPLOYER,
        "一般事故",
        "死亡1人",
        regime,
    )
    kind = PaperKind
    made = {
        kind.CORRECTION_NOTICE: _notice(),
        kind.RECHECK_OPINION: _recheck(),
        kind.REFERRAL: referral(Matter.ACCIDENT_NOT_INVITED, regime=regime),
        kind.EVACUATION_PROPOSAL: _evacuation(),
        kind.REMINDER: _reminder(),
        kind.CLOSING_SLIP: _closing(),
        kind.INSPECTION_RECORD: _record(),
        kind.DESIGN_OPINION: project_opinion(ProjectNature.REBUILT, health=True),
        kind.ACCEPTANCE_OPINION: project_opinion(ProjectNature.UPGRADE, kind=ReviewKind.ACCEPTANCE),
        **works_papers(ProjectNature.NEW),
        kind.SEAT_LETTER: accidents.seat_letter(
            subject,
            title=golden_day.title(kind.SEAT_LETTER),
            addressee=None,
            person="李强",
            position="",
            expertise="建筑施工",
        ),
        kind.PARTICIPATION_REQUEST: accidents.request_letter(
            subject, title=golden_day.title(kind.PARTICIPATION_REQUEST), addressee="渝中区应急管理局"
        ),
        kind.INVESTIGATION_OPINION: accidents.opinion_paper(
            subject,
            title=golden_day.title(kind.INVESTIGATION_OPINION),
            addressee=accidents.investigators(subject),
            about="事故原因",
            words="应查明防护缺失的管理原因。",
            due_on=golden_day.DAY,
        ),
        kind.DISSENT: accidents.dissent_paper(
            subject,
            title=golden_day.title(kind.DISSENT),
            report="示例坍塌事故调查报告",
            outcome="签名并保留意见",
            words="对责任划分保留意见。",
            signer="李强",
            signature_sha256=None,
        ),
        **case_sheets(subject),
        **{PaperKind(one): _letter(one) for one in LetterKind},
        kind.WITHDRAWAL_NOTICE: withdrawal_notice(
            Withdrawn(
                golden_day.UNION,
                golden_day.EMPLOYER,
                ("渝中区人民政府",),
                golden_day.title(kind.CORRECTION_NOTICE),
                golden_day.number(),
                golden_day.told(),
            ),
            title=golden_day.title(kind.WITHDRAWAL_NOTICE),
            reason="单位名称写错",
            on=golden_day.DAY,
        ),
    }
    return {one: _sent(one, paper) for one, paper in made.items()}


def variants(kind: PaperKind) -> Iterator[PaperContent]:
    """The sample of a kind by every fact that chooses its basis: ground, works, regime, matter."""
    grounds = [Ground(), *(Ground(**{one.name: True}) for one in fields(Ground)), EVERY_GROUND]
    by_ground = {
        PaperKind.CORRECTION_NOTICE: _notice,
        PaperKind.RECHECK_OPINION: _recheck,
        PaperKind.REMINDER: _reminder,
        PaperKind.CLOSING_SLIP: _closing,
        PaperKind.EVACUATION_PROPOSAL: _evacuation,
        PaperKind.INSPECTION_RECORD: _record,
    }
    yield samples()[kind]
    if kind in by_ground:
        yield from map(by_ground[kind], grounds)
    elif kind is PaperKind.REFERRAL:
        for matter in Matter:
            yield from (referral(matter, regime=one, health=True, ground=EVERY_GROUND) for one in Regime)
            yield from (referral(matter, nature, health=True) for nature in ProjectNature)
        for department in (False, True):
            yield referral(Matter.UNCORRECTED, ground=EVERY_GROUND, to_department=department)
    elif kind in {PaperKind.DESIGN_OPINION, PaperKind.ACCEPTANCE_OPINION}:
        review = ReviewKind.DESIGN if kind is PaperKind.DESIGN_OPINION else ReviewKind.ACCEPTANCE
        yield from (project_opinion(nature, kind=review, health=True) for nature in ProjectNature)
    elif kind in works_papers(ProjectNature.NEW):
        yield from (works_papers(nature, health=True)[kind] for nature in ProjectNature)
    else:
        yield from (samples(regime)[kind] for regime in Regime)


#: Kinds whose form lists copies and attachments; a withdrawal goes to whoever had a copy of what it withdraws.
LISTED = frozenset(
    {
        PaperKind.CORRECTION_NOTICE,
        PaperKind.RECHECK_OPINION,
        PaperKind.REFERRAL,
        PaperKind.EVACUATION_PROPOSAL,
        PaperKind.REMINDER,
        PaperKind.DESIGN_OPINION,
        PaperKind.ACCEPTANCE_OPINION,
        PaperKind.SEAT_LETTER,
        PaperKind.PARTICIPATION_REQUEST,
        PaperKind.INVESTIGATION_OPINION,
        *map(PaperKind, LetterKind),
    }
)


def _sent(kind: PaperKind, paper: PaperContent) -> PaperContent:
    """As a draft keeps it: what goes to somebody has contact and originals, and what its form lists."""
    if not paper.addressee:
        return paper
    copy = "渝中区应急管理局" if paper.addressee == "渝中区人民政府" else "渝中区人民政府"
    listed = Enclosed((copy,), ("现场照片", "检查记录")) if kind in LISTED else None
    contact, originals = contact_line("李强", "023-63000000"), originals_line(3)
    return replace(enclosing(paper, listed), contact=contact, originals=originals)


def _letter(kind: LetterKind) -> PaperContent:
    department = "渝中区人力资源和社会保障局"
    facts = LetterFacts(
        addressee=department if kind is LetterKind.SUGGESTION else golden_day.EMPLOYER,
        employer_name=golden_day.EMPLOYER,
        about="加班没有安排补休",
        facts="职工反映连续加班。",
        demand="核实并补发加班工资。",
        reply_by=golden_day.DAY,
    )
    return letter_paper(
        kind, facts, issuer=golden_day.UNION, title=golden_day.title(PaperKind(kind)), on=golden_day.DAY
    )


def text_of(paper: PaperContent) -> str:
    """A paper as plain lines, to be read and compared."""
    plain = paper.as_json()
    lines = [plain["title"], f"{plain['addressee']}：" if plain["addressee"] else ""]
    for block in plain["blocks"]:
        lines.append(block.get("text", ""))
        lines += ["｜".join(one["title"] for one in block.get("columns", ()))]
        lines += ["｜".join(row) for row in block.get("rows", ())]
    basis = f"依据：{plain['basis']}。" if plain["basis"] else ""
    lines += [basis, plain["note"]]
    if plain["attachments"]:
        lines.append(f"附件：{'；'.join(plain['attachments'])}")
    lines += [plain["originals"], plain["contact"]]
    lines += [f"{one['label']}：{one['name']}　{one['note']}".rstrip("　") for one in plain["signers"]]
    copies = f"抄送：{'，'.join(plain['copies_to'])}。" if plain["copies_to"] else ""
    seal = f"{plain['issuer']}（印章）" if plain["seal"] else plain["issuer"]
    return "\n".join(line for line in [*lines, seal, copies] if line) + "\n"
