"""Samples of every kind of paper, of a day in 2026 or of another ``of_day``, made by the functions that make the real ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from safety.accidents import documents as accidents
from safety.accidents import sheet_documents as sheets
from safety.corrections import documents as corrections
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
from safety.papers.content import Enclosed, PaperContent, Signer, enclosing
from safety.papers.documents import Withdrawn, withdrawal_notice
from safety.papers.rules import DEFAULT_TITLES, PaperKind, contact_line, originals_line
from safety.projects import documents as projects
from safety.projects.vocabulary import ReviewKind

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
UNION, EMPLOYER = "渝中区总工会（示例）", "示例建设有限公司"
TYPED = [
    {"law": "中华人民共和国职业病防治法（2018年修正）", "article": "第二十二条", "checked": True},
    {"law": "工贸企业重大事故隐患判定标准（应急管理部令第10号）", "article": "", "checked": False},
]
HEALTH = Ground(major=True, health=True)
EVERY_GROUND = Ground(**{one.name: True for one in fields(Ground)})


@contextmanager
def of_day(day: date) -> Iterator[None]:
    """Make the samples as of this day."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(globals(), "DAY", day)
        patch.setitem(globals(), "AT", AT.replace(year=day.year, month=day.month, day=day.day))
        yield


def _number() -> str:
    return f"渝中劳监意〔{DAY.year}〕1号"


def _named() -> str:
    return f"《劳动保护监督检查意见书》（{_number()}）"


def _told() -> str:
    return corrections.chinese_day(DAY)


def _title(kind: PaperKind) -> str:
    return DEFAULT_TITLES[kind].title


def _finding(grade: FindingGrade, colour: str | None, ground: Ground) -> corrections.FindingFacts:
    return corrections.FindingFacts(
        summary="通风联锁被短接",
        detail="",
        place_on_site="喷漆房",
        grade=grade,
        asked=corrections.usual_demand(grade, colour),
        term_on=DAY,
        citations=citations.kept(TYPED, DAY),
        ground=ground,
    )


def _notice(ground: Ground = HEALTH) -> PaperContent:
    return corrections.correction_notice(
        corrections.NoticeFacts(
            title=_title(PaperKind.CORRECTION_NOTICE),
            issuer=UNION,
            addressee=EMPLOYER,
            site_name="“喷漆车间”",
            checked=_told(),
            findings=[
                _finding(FindingGrade.MAJOR, None, ground),
                _finding(FindingGrade.ORDINARY, "red", ground),
            ],
            reply_by=DAY,
            note="",
            reply_url="",
            inspectors=[("李强", "渝检〔2024〕1号")],
            on=DAY,
        )
    )


def _recheck(ground: Ground = Ground(mine=True)) -> PaperContent:  # noqa: B008 - it is frozen
    return corrections.recheck_opinion(
        corrections.RecheckFacts(
            title=_title(PaperKind.RECHECK_OPINION),
            issuer=UNION,
            addressee=EMPLOYER,
            site_name="",
            checked_on=DAY,
            notice=_named(),
            lines=[("临边防护缺失", RecheckResult.FAILED, "防护仍未恢复", DAY)],
            words="",
            inspectors=[("李强", "渝检〔2024〕1号"), ("陈静", "渝检〔2024〕2号")],
            met="",
            basis=bases.correction([ground]),
            on=DAY,
        )
    )


def referral(
    matter: Matter,
    nature: ProjectNature | None = None,
    *,
    regime: Regime | None = Regime.ORDER_493,
    health: bool = False,
    ground: Ground = Ground(),  # noqa: B008 - it is frozen
) -> PaperContent:
    law = About(DAY, nature, health=health, regime=regime, grounds=(ground,))
    return corrections.referral_application(
        corrections.ReferralFacts(
            title=_title(PaperKind.REFERRAL),
            issuer=UNION,
            department="渝中区应急管理局",
            about="示例事项",
            reason="经多次提出没有结果。",
            request="请依法处理。",
            matters=[],
            basis=applications.basis(matter, law),
            term=applications.answer_term(matter, law),
            on=DAY,
        )
    )


def _evacuation(ground: Ground = Ground()) -> PaperContent:  # noqa: B008 - it is frozen
    return corrections.evacuation_proposal(
        corrections.EvacuationFacts(
            title=_title(PaperKind.EVACUATION_PROPOSAL),
            issuer=UNION,
            addressee=EMPLOYER,
            site_name="喷漆车间",
            danger="可燃气体报警，浓度持续升高",
            suggestion=corrections.USUAL_WITHDRAWAL,
            told="王班长",
            proposed_at=AT,
            inspector=("李强", "渝检〔2024〕1号"),
            ground=ground,
        )
    )


def _reminder(ground: Ground = Ground()) -> PaperContent:  # noqa: B008 - it is frozen
    return corrections.reminder(
        title=_title(PaperKind.REMINDER),
        issuer=UNION,
        addressee=EMPLOYER,
        notice=_named(),
        overdue=[("临边防护缺失", DAY)],
        grounds=[ground],
        on=DAY,
    )


def _closing(ground: Ground = Ground()) -> PaperContent:  # noqa: B008 - it is frozen
    return closing_slip(
        ClosingFacts(
            title=_title(PaperKind.CLOSING_SLIP),
            issuer=UNION,
            addressee=EMPLOYER,
            site="喷漆车间",
            summary="临边防护缺失",
            detail="",
            place_on_site="",
            grade="一般隐患",
            found_on=DAY,
            notice_number=_number(),
            term_on=DAY,
            reply="已恢复",
            rechecked_on=DAY,
            recheck="复查合格",
            recheckers=[("李强", "渝检〔2024〕1号")],
            confirmed_by="",
            closed_on=DAY,
            citations=(),
            ground=ground,
            pictures=(),
        )
    )


def _record(ground: Ground = Ground()) -> PaperContent:  # noqa: B008 - it is frozen
    return inspection_record(
        RecordFacts(
            title=_title(PaperKind.INSPECTION_RECORD),
            issuer=UNION,
            employer=EMPLOYER,
            site="喷漆车间",
            address="",
            began=AT,
            ended=AT,
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
            on=DAY,
            ground=ground,
        )
    )


def _project(
    nature: ProjectNature, *, health: bool = False, kind: ReviewKind = ReviewKind.DESIGN
) -> projects.Subject:
    basis = bases.project(nature, safety=True, health=health)
    part = projects.Part(invited=True, came=True, has_papers=True)
    return projects.Subject(UNION, "示例厂房工程", EMPLOYER, "示例", "", kind, basis, DAY, part)


def project_opinion(
    nature: ProjectNature, *, kind: ReviewKind = ReviewKind.DESIGN, health: bool = False
) -> PaperContent:
    paper = PaperKind.DESIGN_OPINION if kind is ReviewKind.DESIGN else PaperKind.ACCEPTANCE_OPINION
    line = projects.OpinionLine("通风", mandatory=True, text="增设局部排风", where="", term_on=DAY)
    return projects.opinion_paper(
        _project(nature, health=health, kind=kind),
        title=_title(paper),
        opinions=[line],
        reply_by=DAY,
        reply_url="",
    )


def _works(nature: ProjectNature, *, health: bool = False) -> Mapping[PaperKind, PaperContent]:
    """What a review leads to beside its opinions."""
    new = _project(nature, health=health)
    signed = projects.Conclusion("同意", "", (), (), (), (), "罗琳", "陈静", "")
    kind = PaperKind
    return {
        kind.OPINION_SUPPLEMENT: projects.added_paper(
            new,
            title=_title(kind.OPINION_SUPPLEMENT),
            about="补充",
            words="增设应急照明。",
            signer="罗琳",
            signature_sha256="",
        ),
        kind.SIGN_OFF_SHEET: projects.sign_off_sheet(new, title=_title(kind.SIGN_OFF_SHEET), signed=signed),
        kind.ATTENDANCE_SHEET: projects.attendance_sheet(
            new,
            title=_title(kind.ATTENDANCE_SHEET),
            people=[("李强", UNION, "现场查验", _told())],
            signers=[Signer("签名", "李强")],
        ),
        kind.MATERIAL_RECEIPT: projects.material_receipt(
            new,
            title=_title(kind.MATERIAL_RECEIPT),
            lines=[("初步设计", "A版", 1), ("职业安全卫生专篇", "—", 0)],
            received_on=DAY,
            handed_by="王工",
            taken_by="吴芳",
        ),
    }


def samples(regime: Regime = Regime.ORDER_493) -> Mapping[PaperKind, PaperContent]:
    """A sample of every kind in the title table; those of accidents under ``regime``."""
    subject = accidents.Subject(
        UNION, "示例坍塌事故", AT, "示例工地", EMPLOYER, "一般事故", "死亡1人", regime
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
        **_works(ProjectNature.NEW),
        kind.SEAT_LETTER: accidents.seat_letter(
            subject,
            title=_title(kind.SEAT_LETTER),
            addressee=None,
            person="李强",
            position="",
            expertise="建筑施工",
        ),
        kind.PARTICIPATION_REQUEST: accidents.request_letter(
            subject, title=_title(kind.PARTICIPATION_REQUEST), addressee="渝中区应急管理局"
        ),
        kind.INVESTIGATION_OPINION: accidents.opinion_paper(
            subject,
            title=_title(kind.INVESTIGATION_OPINION),
            addressee=accidents.investigators(subject),
            about="事故原因",
            words="应查明防护缺失的管理原因。",
            due_on=DAY,
        ),
        kind.DISSENT: accidents.dissent_paper(
            subject,
            title=_title(kind.DISSENT),
            report="示例坍塌事故调查报告",
            outcome="签名并保留意见",
            words="对责任划分保留意见。",
            signer="李强",
            signature_sha256=None,
        ),
        **_sheets(subject),
        **{PaperKind(one): _letter(one) for one in LetterKind},
        kind.WITHDRAWAL_NOTICE: withdrawal_notice(
            Withdrawn(
                UNION,
                EMPLOYER,
                ("渝中区人民政府",),
                _title(kind.CORRECTION_NOTICE),
                _number(),
                _told(),
            ),
            title=_title(kind.WITHDRAWAL_NOTICE),
            reason="单位名称写错",
            on=DAY,
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
    elif kind in {PaperKind.DESIGN_OPINION, PaperKind.ACCEPTANCE_OPINION}:
        review = ReviewKind.DESIGN if kind is PaperKind.DESIGN_OPINION else ReviewKind.ACCEPTANCE
        yield from (project_opinion(nature, kind=review, health=True) for nature in ProjectNature)
    elif kind in _works(ProjectNature.NEW):
        yield from (_works(nature, health=True)[kind] for nature in ProjectNature)
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
    listed = Enclosed(("渝中区人民政府",), ("现场照片", "检查记录")) if kind in LISTED else None
    contact, originals = contact_line("李强", "023-63000000"), originals_line(3)
    return replace(enclosing(paper, listed), contact=contact, originals=originals)


def _letter(kind: LetterKind) -> PaperContent:
    department = "渝中区人力资源和社会保障局"
    facts = LetterFacts(
        addressee=department if kind is LetterKind.SUGGESTION else EMPLOYER,
        employer_name=EMPLOYER,
        about="加班没有安排补休",
        facts="职工反映连续加班。",
        demand="核实并补发加班工资。",
        reply_by=DAY,
    )
    return letter_paper(kind, facts, issuer=UNION, title=_title(PaperKind(kind)), on=DAY)


def _sheets(subject: accidents.Subject) -> Mapping[PaperKind, PaperContent]:
    """What a case is told by: news that came, the union's part, the measures, the approval."""
    news = sheets.NewsFacts(
        issuer=UNION,
        received_at=AT,
        channel="部门通知",
        source="渝中区应急管理局",
        happened_at=AT,
        place="示例工地",
        employer=EMPLOYER,
        casualties="死亡1人",
        loss="",
        words="高处坠落，一人死亡。",
        entered_by="孙洁",
        entered_at=AT,
        accident="示例坍塌事故",
        regime=subject.regime,
        on=DAY,
    )
    part = sheets.PartFacts(
        seats=[("李强", "建筑施工", f"{_told()}起")],
        activities=[(f"{_told()}09:05至11:05", "现场勘查", "示例工地", "李强", "查看临边防护。")],
        opinions=[
            (
                f"{_told()}\n{accidents.investigators(subject)}",
                "事故原因",
                "应查明防护缺失的管理原因。",
                "尚未答复",
            )
        ],
        signings=[(_told(), "李强", "保留意见签名", "对责任划分保留意见。")],
        hours=2.0,
        until=DAY,
    )
    seen = [f"{_told()}李强核查，合格：现场核实"]
    measure = sheets.MeasureFacts("恢复临边防护", EMPLOYER, DAY, "已销号", seen)
    approval = sheets.ApprovalFacts(
        report="示例坍塌事故调查报告",
        report_submitted_on=DAY,
        report_received_on=DAY,
        approver="渝中区人民政府",
        number=f"渝中府〔{DAY.year}〕1号",
        approved_on=DAY,
        received_on=None,
        words="同意对责任单位的处理建议。",
        files=["批复.pdf"],
        entered_by="孙洁",
        entered_at=AT,
    )
    kind = PaperKind
    return {
        kind.NOTIFICATION_SLIP: sheets.notification_slip(news, title=_title(kind.NOTIFICATION_SLIP)),
        kind.PARTICIPATION_RECORD: sheets.participation_record(
            subject, part, title=_title(kind.PARTICIPATION_RECORD)
        ),
        kind.MEASURE_SHEET: sheets.measure_sheet(
            subject,
            [measure],
            title=_title(kind.MEASURE_SHEET),
            approval=approval.number,
            until=DAY,
        ),
        kind.APPROVAL_SHEET: sheets.approval_sheet(subject, approval, title=_title(kind.APPROVAL_SHEET)),
    }


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
