"""Words for what the audit holds: actions and kinds of records; a test finds an action without words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from safety.text import N_
from safety.wire.problems import translate

ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "attendance_sheet_issued": N_("签发签到表"),
        "attendance_recorded": N_("登记签到"),
        "conclusion_counter_signed": N_("上级工会会签"),
        "conclusion_proposed": N_("提出结论"),
        "conclusion_signed": N_("签署结论"),
        "conclusion_supplemented": N_("补充已签署的结论"),
        "conclusion_withdrawn": N_("撤回结论"),
        "dissent_recorded": N_("登记保留意见"),
        "material_received": N_("登记收到的资料"),
        "opinion_added": N_("登记意见"),
        "opinions_transmitted": N_("发出意见书"),
        "participant_named": N_("指定参加人员"),
        "project_edited": N_("修改项目"),
        "project_moved": N_("登记项目进展"),
        "project_registered": N_("登记项目"),
        "review_opened": N_("登记审查"),
        "review_referred": N_("提请处理项目审查"),
        "review_settled": N_("了结未受邀请的情况"),
        "dossier_made": N_("整卷下载"),
        "accident_closed": N_("事故归档"),
        "accident_edited": N_("修改事故"),
        "accident_notified": N_("登记事故接报"),
        "accident_registered": N_("登记事故"),
        "accident_regraded": N_("事故等级变化"),
        "activity_conflicted": N_("参与记录内容冲突"),
        "activity_recorded": N_("登记参与活动"),
        "appointment_ended": N_("结束任职"),
        "appraisal_recorded": N_("登记技术鉴定"),
        "calendar_made": N_("建立日历订阅"),
        "calendar_revoked": N_("停用日历订阅"),
        "casualties_reported": N_("补报伤亡和损失"),
        "days_recorded": N_("登记办理日期"),
        "investigation_handed_over": N_("登记提级或委托调查"),
        "no_interest_declared": N_("声明无直接利害关系"),
        "notice_linked": N_("接报关联事故"),
        "opinion_answered": N_("登记意见答复"),
        "opinion_given": N_("提出事故意见"),
        "opinion_referred": N_("就意见提出处理申请"),
        "report_approved": N_("登记事故批复"),
        "report_received": N_("收到事故报告"),
        "report_signed": N_("签署事故报告"),
        "seat_asked": N_("要求参加事故调查"),
        "seat_ended": N_("席位结束"),
        "seat_filled": N_("派员参加事故调查"),
        "seat_given": N_("登记工会席位"),
        "seat_handed_on": N_("更换派出人员"),
        "seat_refused": N_("登记未获邀请"),
        "term_extended": N_("登记期限延长"),
        "victim_entered": N_("登记伤亡人员"),
        "victims_shown": N_("查看伤亡人员"),
        "assignment_changed": N_("改派检查任务"),
        "certificate_changed": N_("变更检查员证"),
        "certificate_recorded": N_("登记检查员证"),
        "checklist_draft_discarded": N_("放弃检查表草稿"),
        "checklist_edited": N_("修改检查表"),
        "checklist_made": N_("新建检查表"),
        "checklist_published": N_("发布检查表"),
        "checklist_retired": N_("停用检查表"),
        "close_confirmed": N_("第二人确认销号"),
        "close_refused": N_("第二人不同意销号"),
        "conflict_settled": N_("处理内容冲突"),
        "delivered": N_("送达"),
        "demand_handed_over": N_("移交整改事项"),
        "demand_edited": N_("补充整改事项"),
        "demand_withdrawn": N_("撤回整改事项"),
        "demanded": N_("提出整改要求"),
        "demands_adopted": N_("采纳整改事项"),
        "demands_raised": N_("登记整改事项"),
        "district_edition_adopted": N_("更换行政区划"),
        "district_edition_carried": N_("按新区划结转"),
        "site_handed_over": N_("场所随区划调整移交"),
        "handover_proposed": N_("列出移交"),
        "handover_confirmed": N_("确认移交"),
        "handover_withdrawn": N_("撤回成批移交"),
        "map_exported": N_("导出地图"),
        "colour_rule_drafted": N_("拟定颜色规则"),
        "colour_rule_changed": N_("修改颜色规则草案"),
        "colour_rule_adopted": N_("启用颜色规则"),
        "employer_edited": N_("修改单位"),
        "employer_registered": N_("登记单位"),
        "evacuation_decided": N_("记录撤离决定"),
        "evacuation_proposed": N_("提出撤离建议"),
        "file_claimed": N_("附上文件"),
        "file_conflicted": N_("文件内容冲突"),
        "file_removed": N_("移除文件"),
        "file_stored": N_("保存文件"),
        "holidays_replaced": N_("更换节假日表"),
        "import_begun": N_("开始导入"),
        "closing_slip_issued": N_("签发销号单"),
        "inspection_record_issued": N_("签发检查记录"),
        "import_columns_matched": N_("对应列"),
        "import_layer_chosen": N_("选择图层"),
        "import_resumed": N_("继续导入"),
        "import_started": N_("开始导入"),
        "inspection_content_chosen": N_("选定检查内容"),
        "sync_conflict_decided": N_("裁决离线记录冲突"),
        "sync_entry_judged": N_("核对离线记录"),
        "inspection_adopted": N_("采纳检查"),
        "inspection_conflicted": N_("检查内容冲突"),
        "inspection_discarded": N_("放弃检查"),
        "inspection_started": N_("开始检查"),
        "inspection_submitted": N_("提交检查"),
        "member_appointed": N_("登记任职"),
        "member_changed": N_("修改人员"),
        "member_created": N_("新增人员"),
        "member_disabled": N_("停用账号"),
        "member_enabled": N_("恢复账号"),
        "notice_changed": N_("修改意见书"),
        "notice_delivered": N_("送达意见书"),
        "notice_discarded": N_("放弃意见书"),
        "notice_drafted": N_("起草意见书"),
        "notice_issued": N_("签发意见书"),
        "notice_revoked": N_("撤销意见书"),
        "paper_draft_discarded": N_("放弃文书草稿"),
        "paper_drafted": N_("起草文书"),
        "paper_files_asked_again": N_("重新生成文书文件"),
        "paper_sealed": N_("文书已电子封装"),
        "paper_issued": N_("签发文书"),
        "paper_redrafted": N_("重拟文书"),
        "paper_revoked": N_("撤销文书"),
        "paper_superseded": N_("替换文书"),
        "paper_title_edited": N_("修改文书名称"),
        "password_changed": N_("修改密码"),
        "password_reset": N_("重置密码"),
        "plan_closed": N_("结束计划"),
        "plan_made": N_("制定计划"),
        "recheck_opinion_issued": N_("签发复查意见书"),
        "rechecked": N_("复查"),
        "referral_answered": N_("登记处理结果"),
        "participation_exported": N_("导出参与记录"),
        "register_exported": N_("导出台账"),
        "return_exported": N_("导出统计报表"),
        "return_figure_entered": N_("填报统计数据"),
        "referral_received": N_("登记受理"),
        "referred": N_("提请处理"),
        "register_uploaded": N_("上传台账"),
        "reminded": N_("催办"),
        "reopened": N_("重新提出"),
        "reply_accepted": N_("采纳答复"),
        "reply_link_made": N_("生成答复链接"),
        "reply_links_revoked": N_("作废答复链接"),
        "reply_received": N_("收到答复"),
        "sealed_scan_attached": N_("附上盖章件"),
        "second_factor_enrolled": N_("启用两步验证"),
        "second_factor_removed": N_("停用两步验证"),
        "session_ended": N_("结束登录"),
        "sign_in_locked": N_("登录锁定"),
        "signed_in": N_("登录"),
        "signed_out": N_("退出登录"),
        "site_closed": N_("关闭场所"),
        "site_edited": N_("修改场所"),
        "site_registered": N_("登记场所"),
        "site_reopened": N_("恢复场所"),
        "site_transfer_proposed": N_("提出移交场所"),
        "site_transfer_refused": N_("不接收场所"),
        "site_transfer_withdrawn": N_("场所移交已撤回"),
        "site_transferred": N_("场所已移交"),
        "enrolment_offered": N_("发放登记码"),
        "device_enrolled": N_("登记设备"),
        "device_named": N_("设备改名"),
        "device_revoked": N_("停用设备"),
        "entry_received": N_("收到离线记录"),
        "entry_settled": N_("离线记录已入库"),
        "entry_refused": N_("退回离线记录"),
        "entry_conflicted": N_("离线记录冲突"),
        "sync_file_refused": N_("退回离线文件"),
        "term_set": N_("设定期限"),
        "terms_set": N_("设定默认期限"),
        "token_created": N_("新建令牌"),
        "token_revoked": N_("作废令牌"),
        "union_changed": N_("修改工会"),
        "union_created": N_("新增工会"),
        "union_ended": N_("撤销工会"),
        "work_handed_over": N_("移交工作"),
    }
)

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "accident": N_("事故"),
        "accident_notice": N_("事故接报"),
        "calendar_feed": N_("日历订阅"),
        "project": N_("项目"),
        "review": N_("项目审查"),
        "access_token": N_("令牌"),
        "assignment": N_("检查任务"),
        "checklist": N_("检查表"),
        "demand": N_("整改事项"),
        "district_edition": N_("行政区划"),
        "handover": N_("场所移交"),
        "colour_rule": N_("颜色规则"),
        "employer": N_("单位"),
        "evacuation": N_("撤离建议"),
        "evidence_file": N_("文件"),
        "export": N_("导出文件"),
        "finding": N_("隐患"),
        "holidays": N_("节假日"),
        "inspection": N_("检查"),
        "member": N_("人员"),
        "notice": N_("意见书"),
        "paper": N_("文书"),
        "paper_title": N_("文书名称"),
        "plan": N_("检查计划"),
        "recheck": N_("复查"),
        "referral": N_("处理申请"),
        "reply": N_("答复"),
        "return_figure": N_("填报数据"),
        "sign_in": N_("登录"),
        "site": N_("场所"),
        "project_import": N_("导入"),
        "site_import": N_("导入"),
        "sync_conflict": N_("记录冲突"),
        "sync_device": N_("移动设备"),
        "sync_enrolment": N_("设备登记码"),
        "sync_entry": N_("离线记录"),
        "sync_file": N_("离线文件"),
        "term_setting": N_("默认期限"),
        "union": N_("工会"),
    }
)

CHANNELS: Mapping[str, str] = MappingProxyType(
    {
        "page": N_("网页"),
        "api": N_("接口"),
        "command": N_("命令行"),
        "link": N_("签名链接"),
        "sync": N_("平板同步"),
        "job": N_("后台任务"),
    }
)

WHY: Mapping[str, str] = MappingProxyType(
    {
        "order": N_("序号不连续"),
        "link": N_("与上一行不衔接"),
        "content": N_("内容与散列值不符"),
        "head": N_("链尾与记录不符"),
    }
)


def action_label(action: str) -> str:
    """The action in the reader's language."""
    return translate(ACTIONS[action]) if action in ACTIONS else action


def kind_label(kind: str) -> str:
    """The kind of record in the reader's language."""
    return translate(KINDS[kind]) if kind in KINDS else kind


def channel_label(channel: str) -> str:
    """By which way it was done, in the reader's language."""
    return translate(CHANNELS[channel]) if channel in CHANNELS else channel


def why_label(why: str) -> str:
    """Why a row does not hold, in the reader's language."""
    return translate(WHY[why]) if why in WHY else why


def change_text(change: Mapping[str, Any]) -> str:
    """What changed, as compact text."""
    return json.dumps(dict(change), ensure_ascii=False, sort_keys=True) if change else ""
