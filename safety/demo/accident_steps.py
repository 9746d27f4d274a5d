"""The union's part in a demonstration accident, step by step, through the same operations as real work."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import timedelta

from safety.accidents import operations as accidents
from safety.accidents import queries
from safety.accidents.grading import Casualties
from safety.accidents.inputs import ActivityFacts, VictimFacts
from safety.accidents.vocabulary import About, ActivityKind, InjuryApplicant, Outcome, Sheet
from safety.corrections import operations as corrections
from safety.corrections.inputs import RecheckLine
from safety.corrections.vocabulary import RecheckResult, Stance
from safety.demo.accident_case import Case
from safety.demo.pictures import report_file, signature
from safety.evidence.operations import prove_content

#: How far the union's part has come, step by step; a fate does its steps up to its own.
ORDER = (
    "told",
    "registered",
    "asked",
    "working",
    "opinion_sent",
    "report_received",
    "signed",
    "approved",
    "measures",
    "verified",
    "closed",
)
#: Fates beside the usual way, and how far each comes on it.
BESIDE = {
    "asked_late": "asked",
    "not_invited": "asked",
    "referral_answered": "asked",
    "appraised": "working",
    "missing": "working",
    "regraded": "working",
    "major": "working",
    "reserved": "signed",
    "refused": "signed",
}


ACTIVITIES = (
    (
        3,
        3,
        ActivityKind.SCENE,
        "勘查事故现场，拍照并核对作业位置、防护设施和设备状态；提出保全现场和相关记录的意见。",
    ),
    (5, 2, ActivityKind.MEETING, "参加调查组第一次全体会议，介绍工会掌握的职工反映和此前监督检查情况。"),
    (
        8,
        4,
        ActivityKind.INTERVIEW,
        "参加对班组长和安全管理人员的询问，了解教育培训、交底和劳动防护用品发放情况。",
    ),
    (12, 3, ActivityKind.DOCUMENTS, "查阅劳动合同、工伤保险缴纳、安全教育和设备检修记录。"),
    (15, 2, ActivityKind.FAMILY, "看望伤亡职工家属，说明工伤认定和待遇的申请途径，听取意见。"),
    (30, 3, ActivityKind.MEETING, "参加事故原因和责任分析会，提出管理原因和职工培训方面的意见。"),
)
PERSONS = (
    VictimFacts(
        name="示例甲",
        degree="fatal",
        age=46,
        sex="male",
        employment="dispatched",
        is_member=False,
        family_contact="023-5550-0001（示例）",
    ),
    VictimFacts(
        name="示例乙",
        degree="serious",
        age=38,
        sex="male",
        employment="regular",
        injury="骨盆骨折（示例）",
        lost_days=180,
        is_member=True,
        family_contact="023-5550-0002（示例）",
    ),
    VictimFacts(
        name="示例丙",
        degree="slight",
        age=29,
        sex="female",
        employment="regular",
        lost_days=20,
        is_member=True,
    ),
)
OPINIONS = (
    (34, About.CAUSES, "除操作原因外，应把安全防护设施缺失和现场管理失职列为事故的管理原因。"),
    (34, About.RESPONSIBILITY, "不应将主要责任归于一线职工，应查明隐患长期未整改的管理责任。"),
    (36, About.MEASURES, "建议对同类设备设施开展排查，完善班组安全活动和职工培训。"),
    (36, About.COMPENSATION, "建议用人单位在法定期限内申请工伤认定，按规定支付待遇。"),
)
MEASURES = (
    ("对同类作业场所和设备设施进行全面排查，建立隐患清单并逐项整改", 30),
    ("修订危险作业审批制度，对全体作业人员重新培训并考核", 45),
)


#: Deaths that are told later than this need their day.
LONG_AFTER = 30


def _ask(case: Case) -> None:
    accidents.ask_seat(
        actor=case.officer,
        now=case.at(1),
        accident=case.accident,
        asked_of="事故调查组牵头部门（示例）",
        asked_on=case.day(1),
        union_id=case.officer.union_id,
        with_letter=case.told.ago % 2 == 0,
    )


def _work(case: Case) -> None:
    seat = case.accident.seats[0]
    accidents.give_seat(actor=case.officer, now=case.at(3), seat=seat, given_on=case.day(3))
    member = case.officer.member_id
    if member is None:
        return
    accidents.name_person(
        actor=case.officer,
        now=case.at(3, 14),
        seat=seat,
        member_id=member,
        expertise="劳动保护监督、机械安全",
        with_letter=case.told.ago % 2 == 0,
    )
    words = "本人与所调查的事故没有直接利害关系。"
    accidents.declare_no_interest(actor=case.officer, now=case.at(3, 15), seat=seat, words=words)
    for days, hours, kind, what in ACTIVITIES:
        if case.told.ago < days + 1:
            break
        begun = case.at(days, 9)
        accidents.record_activity(
            actor=case.officer,
            now=begun + timedelta(hours=hours + 1),
            accident=case.accident,
            facts=ActivityFacts(
                kind=kind,
                starts_at=begun,
                ends_at=begun + timedelta(hours=hours),
                place=case.accident.place[:200],
                people=[member],
                words=what,
                others="应急管理、公安、住房城乡建设等部门人员",
            ),
        )
    for person in PERSONS[: max(case.told.deaths + case.told.serious, 1)]:
        accidents.add_victim(actor=case.officer, now=case.at(4), accident=case.accident, facts=person)


def _apply_for_recognition(case: Case) -> None:
    """The employer applies in time, but for one in five, whose term runs out."""
    if case.told.ago % 5:
        accidents.record_days(
            actor=case.officer,
            now=case.at(21),
            accident=case.accident,
            injury_applied_on=case.day(20),
            injury_applied_by=InjuryApplicant.EMPLOYER,
        )


def _give_opinions(case: Case) -> None:
    _apply_for_recognition(case)
    for days, about, words in OPINIONS:
        accidents.give_opinion(
            actor=case.officer,
            now=case.at(days),
            accident=case.accident,
            about=about,
            words=words,
            addressee="事故调查组（示例）",
            sent_on=case.day(days),
            due_on=case.day(days) + timedelta(days=15),
            with_paper=about is About.CAUSES and case.told.ago % 2 == 0,
        )


def _report(case: Case) -> None:
    for opinion in queries.opinions_of(case.accident.id):
        accidents.answer_opinion(
            actor=case.officer,
            now=case.at(52),
            opinion=opinion,
            stance=Stance.ADOPTED if opinion.about != About.COMPENSATION else Stance.PARTLY,
            answer="已在调查报告中采纳。" if opinion.about != About.COMPENSATION else "已转有关部门办理。",
            answered_on=case.day(52),
        )
    accidents.receive_report(
        actor=case.officer,
        now=case.at(54),
        accident=case.accident,
        title="事故调查报告（送审稿）",
        received_on=case.day(54),
        comments="建议补充班组安全活动和职工培训方面的分析。",
        uploads=[("事故调查报告（示例）.pdf", prove_content(report_file(case.accident.title)))],
    )


def _approve(case: Case) -> None:
    accidents.record_approval(
        actor=case.officer,
        now=case.at(68),
        accident=case.accident,
        approver="区人民政府（示例）",
        number="示例府函〔示例〕号",
        submitted_on=case.day(56),
        approved_on=case.day(67),
        received_on=case.day(68),
        words="同意事故调查组对责任单位和责任人的处理建议。",
    )
    for sheet in (Sheet.PARTICIPATION_RECORD, Sheet.APPROVAL_SHEET):
        accidents.issue_sheet(actor=case.officer, now=case.at(69), accident=case.accident, sheet=sheet)


def _measures(case: Case) -> None:
    for summary, term in MEASURES:
        accidents.raise_measure(
            actor=case.officer,
            now=case.at(70),
            accident=case.accident,
            summary=summary,
            owner=case.accident.employer_name,
            term_on=case.day(70) + timedelta(days=term),
        )
    accidents.issue_sheet(
        actor=case.officer, now=case.at(71), accident=case.accident, sheet=Sheet.MEASURE_SHEET
    )


def _verify(case: Case) -> None:
    for demand in queries.measures_of(case.accident):
        corrections.record_recheck(
            actor=case.officer,
            now=case.at(115),
            checked_on=case.day(115),
            lines=[RecheckLine(demand.id, RecheckResult.PASSED, words="现场核实，措施已落实。")],
        )
    accidents.record_days(
        actor=case.officer, now=case.at(116), accident=case.accident, copies_sent_on=case.day(90)
    )


def _close(case: Case) -> None:
    accidents.close_accident(
        actor=case.officer, now=case.at(180), accident=case.accident, closed_on=case.day(180)
    )


_STEPS: Mapping[str, Callable[[Case], None]] = {
    "asked": _ask,
    "working": _work,
    "opinion_sent": _give_opinions,
    "report_received": _report,
    "approved": _approve,
    "measures": _measures,
    "verified": _verify,
    "closed": _close,
}


def walk(case: Case) -> None:
    """Take the accident as far as its fate says."""
    fate = case.told.fate
    last = ORDER.index(BESIDE.get(fate, fate))
    for step in ORDER[2 : last + 1]:
        if step in _STEPS:
            _STEPS[step](case)
    if fate in LAST:
        LAST[fate](case)


def _hand(case: Case) -> random.Random:
    return random.Random(case.told.what)  # noqa: S311 - a scribble, not a secret


def _not_invited(case: Case) -> None:
    accidents.record_not_invited(
        actor=case.officer,
        now=case.at(8),
        seat=case.accident.seats[0],
        department="区人民政府（示例）",
        reason="本起事故造成职工伤亡，调查组成立后未吸收工会参加，经书面要求仍未答复。",
    )


def _later(case: Case) -> None:
    days, deaths, serious, slight, missing = case.told.later
    died = (case.day(days),) if days > LONG_AFTER else ()
    known = Casualties(case.day(days), deaths, missing, serious, slight, deaths_on=died)
    accidents.report_casualties(
        actor=case.officer,
        now=case.at(days, 16),
        accident=case.accident,
        casualties=known,
        source="主管部门补报（示例）",
    )


def _appraised(case: Case) -> None:
    _later(case)
    accidents.record_appraisal(
        actor=case.officer,
        now=case.at(20),
        accident=case.accident,
        first_day=case.day(10),
        last_day=case.day(24),
        body="示例检测鉴定机构",
    )


def _major(case: Case) -> None:
    _later(case)
    accidents.extend_term(
        actor=case.officer,
        now=case.at(56),
        accident=case.accident,
        days=60,
        approved_on=case.day(56),
        asked_on=case.day(50),
    )


def _signed(outcome: Outcome, words: str | None) -> Callable[[Case], None]:
    def sign(case: Case) -> None:
        accidents.sign_report(
            actor=case.officer,
            now=case.at(57),
            version=case.accident.versions[0],
            outcome=outcome,
            password=case.password,
            signature=signature(_hand(case)),
            words=words,
        )

    return sign


#: What a fate does after the usual steps.
LAST: Mapping[str, Callable[[Case], None]] = {
    "not_invited": _not_invited,
    "referral_answered": _not_invited,
    "appraised": _appraised,
    "missing": _later,
    "regraded": _later,
    "major": _major,
    "signed": _signed(Outcome.SIGNED, None),
    "reserved": _signed(Outcome.RESERVED, "报告对班组安全培训缺失的管理责任认定不足，保留意见。"),
    "refused": _signed(Outcome.REFUSED, "报告未采纳工会关于管理责任的意见，且未说明理由，拒绝签名。"),
}
