"""Samples of the sheets by which a case is told."""

from __future__ import annotations

from collections.abc import Mapping

from safety.accidents import documents as accidents
from safety.accidents import sheet_documents as sheets
from safety.papers.content import PaperContent
from safety.papers.rules import PaperKind
from tests.papers import golden_day


def case_sheets(subject: accidents.Subject) -> Mapping[PaperKind, PaperContent]:
    """What a case is told by: news that came, the union's part, the measures, the approval."""
    news = sheets.NewsFacts(
        issuer=golden_day.UNION,
        received_at=golden_day.AT,
        channel="部门通知",
        source="渝中区应急管理局",
        happened_at=golden_day.AT,
        place="示例工地",
        employer=golden_day.EMPLOYER,
        casualties="死亡1人",
        loss="",
        words="高处坠落，一人死亡。",
        entered_by="孙洁",
        entered_at=golden_day.AT,
        accident="示例坍塌事故",
        regime=subject.regime,
        on=golden_day.DAY,
    )
    part = sheets.PartFacts(
        seats=[("李强", "建筑施工", f"{golden_day.told()}起")],
        activities=[(f"{golden_day.told()}09:05至11:05", "现场勘查", "示例工地", "李强", "查看临边防护。")],
        opinions=[
            (
                f"{golden_day.told()}\n{accidents.investigators(subject)}",
                "事故原因",
                "应查明防护缺失的管理原因。",
                "尚未答复",
            )
        ],
        signings=[(golden_day.told(), "李强", "保留意见签名", "对责任划分保留意见。")],
        hours=2.0,
        until=golden_day.DAY,
    )
    seen = [f"{golden_day.told()}李强核查，合格：现场核实"]
    measure = sheets.MeasureFacts("恢复临边防护", golden_day.EMPLOYER, golden_day.DAY, "已销号", seen)
    approval = sheets.ApprovalFacts(
        report="示例坍塌事故调查报告",
        report_submitted_on=golden_day.DAY,
        report_received_on=golden_day.DAY,
        approver="渝中区人民政府",
        number=f"渝中府〔{golden_day.DAY.year}〕1号",
        approved_on=golden_day.DAY,
        received_on=None,
        words="同意对责任单位的处理建议。",
        files=["批复.pdf"],
        entered_by="孙洁",
        entered_at=golden_day.AT,
    )
    kind = PaperKind
    return {
        kind.NOTIFICATION_SLIP: sheets.notification_slip(
            news, title=golden_day.title(kind.NOTIFICATION_SLIP)
        ),
        kind.PARTICIPATION_RECORD: sheets.participation_record(
            subject, part, title=golden_day.title(kind.PARTICIPATION_RECORD)
        ),
        kind.MEASURE_SHEET: sheets.measure_sheet(
            subject,
            [measure],
            title=golden_day.title(kind.MEASURE_SHEET),
            approval=approval.number,
            until=golden_day.DAY,
        ),
        kind.APPROVAL_SHEET: sheets.approval_sheet(
            subject, approval, title=golden_day.title(kind.APPROVAL_SHEET)
        ),
    }
