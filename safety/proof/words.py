"""What the places of faults are called."""

from __future__ import annotations

from collections.abc import Mapping

from safety.text import N_

#: Tables of the one list, and what else is looked at.
PLACES: Mapping[str, str] = {
    "inspections": N_("现场检查"),
    "inspection_conflicts": N_("检查的另一份内容"),
    "findings": N_("隐患"),
    "demands": N_("整改事项"),
    "demand_facts": N_("整改经过"),
    "notices": N_("检查意见书"),
    "notice_items": N_("意见书的条目"),
    "replies": N_("书面答复"),
    "reply_items": N_("答复的条目"),
    "rechecks": N_("复查"),
    "recheck_items": N_("复查的条目"),
    "referrals": N_("处理申请"),
    "referral_items": N_("处理申请的条目"),
    "evacuation_proposals": N_("撤离建议"),
    "accidents": N_("事故"),
    "accident_notices": N_("事故接报"),
    "accident_casualties": N_("伤亡补报"),
    "accident_victims": N_("伤亡人员"),
    "accident_opinions": N_("事故意见"),
    "accident_seats": N_("调查席位"),
    "accident_reports": N_("调查报告"),
    "accident_signings": N_("报告签署"),
    "accident_approvals": N_("事故批复"),
    "accident_extensions": N_("事故延期"),
    "accident_appraisals": N_("技术鉴定期间"),
    "accident_handovers": N_("事故移交"),
    "accident_activities": N_("参与记录"),
    "accident_activity_members": N_("参与人员"),
    "project_reviews": N_("项目审查"),
    "project_opinions": N_("审查意见"),
    "project_sign_offs": N_("结论签署"),
    "project_dissents": N_("项目保留意见"),
    "project_attendances": N_("签到"),
    "project_moves": N_("项目进展"),
    "appointments": N_("任职"),
    "papers": N_("文书"),
    "labour_letters": N_("劳动法律监督文书"),
    "evidence_files": N_("照片和文件"),
    "sync_receipts": N_("平板回执"),
    "evidence_bytes": N_("照片和文件的内容"),
    "audit_entries": N_("审计行"),
    "audit_heads": N_("审计链头"),
    "audit_seals": N_("链头封存"),
    "triggers": N_("只增表的保护"),
    "outside": N_("送出保存的链头"),
}
