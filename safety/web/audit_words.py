"""Words for what the audit holds: actions and kinds of records; a test finds an action without words."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from safety.text import N_
from safety.wire.problems import translate

_ID_LENGTH = 36

ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "account_made": N_("新设账号"),
        "own_account_made": N_("为与本人同名或同电话的人设账号"),
        "appointment_backdated": N_("登记早于当天的任职"),
        "administrator_appointed": N_("任命管理员或审计员"),
        "administrator_reset": N_("重置管理员或审计员的密码"),
        "administrator_shut_out": N_("停用管理员或审计员的账号"),
        "administrator_ended": N_("结束管理员或审计员的任职"),
        "appointment_ended_before": N_("任职的结束日期早于当日"),
        "attendance_sheet_issued": N_("签发签到表"),
        "attendance_recorded": N_("登记签到"),
        "conclusion_counter_signed": N_("上级工会会签"),
        "conclusion_proposed": N_("提出结论"),
        "conclusion_signed": N_("签署结论"),
        "conclusion_supplemented": N_("补充已签署的结论"),
        "conclusion_withdrawn": N_("撤回结论"),
        "dissent_recorded": N_("登记保留意见"),
        "labour_letter_drafted": N_("起草劳动法律监督文书"),
        "labour_letter_changed": N_("修改劳动法律监督文书草稿"),
        "labour_letter_discarded": N_("弃用劳动法律监督文书草稿"),
        "labour_letter_issued": N_("签发劳动法律监督文书"),
        "labour_letter_revoked": N_("撤销劳动法律监督文书"),
        "paper_contact_edited": N_("修改文书联系人和份数"),
        "material_receipt_issued": N_("签发资料签收单"),
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
        "regime_changed": N_("改变适用制度"),
        "days_recorded": N_("登记办理日期"),
        "investigation_handed_over": N_("登记提级或委托调查"),
        "no_interest_declared": N_("声明无直接利害关系"),
        "passed_with_site": N_("随场所移交"),
        "name_tidied": N_("去掉名称中看不见的字符"),
        "notice_linked": N_("接报关联事故"),
        "opinion_answered": N_("登记意见答复"),
        "opinion_given": N_("提出事故意见"),
        "opinion_referred": N_("就意见提出处理申请"),
        "report_approved": N_("登记事故批复"),
        "report_received": N_("收到事故报告"),
        "report_files_added": N_("附上事故报告文件"),
        "report_signed": N_("签署事故报告"),
        "sheet_issued": N_("出具事故登记表或记录"),
        "notification_slip_issued": N_("出具事故接报单"),
        "seat_letter_sent": N_("签发参加调查的函"),
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
        "grounds_said": N_("说明依据所需事实"),
        "demand_withdrawn": N_("撤回整改事项"),
        "demanded": N_("提出整改要求"),
        "demands_adopted": N_("采纳整改事项"),
        "demands_raised": N_("登记整改事项"),
        "district_edition_adopted": N_("更换行政区划"),
        "district_edition_carried": N_("按新区划结转"),
        "boundary_file_uploaded": N_("上传区划文件"),
        "boundary_file_discarded": N_("弃用区划文件"),
        "district_edition_taken_back": N_("撤回区划版本"),
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
        "law_checked": N_("登记法规核对"),
        "assignment_taken": N_("接手前任工会的检查任务"),
        "assignment_ended": N_("结束前任工会的检查任务"),
        "backup_made": N_("制作备份"),
        "keys_stored_apart": N_("签名密钥另存"),
        "restore_rehearsed": N_("演练恢复"),
        "key_trusted": N_("信任签名公钥"),
        "records_registered": N_("将已有记录纳入校验"),
        "append_only_lifted": N_("解除只增表的保护"),
        "heads_sealed": N_("封存各链链头"),
        "heads_sent": N_("链头送出保存"),
        "heads_not_sent": N_("链头没有送出"),
        "law_text_uploaded": N_("导入法规新文本"),
        "law_text_adopted": N_("启用法规新文本"),
        "law_text_taken_back": N_("撤下法规新文本"),
        "holidays_replaced": N_("更换节假日表"),
        "import_begun": N_("开始导入"),
        "closing_slip_issued": N_("签发销号单"),
        "inspection_record_issued": N_("签发检查记录"),
        "import_columns_matched": N_("对应列"),
        "import_head_chosen": N_("选择标题行"),
        "import_answered": N_("选择各行说的是哪一个"),
        "import_layer_chosen": N_("选择图层"),
        "import_encoding_chosen": N_("选择文字编码"),
        "import_projection_chosen": N_("选择投影坐标系"),
        "import_resumed": N_("继续导入"),
        "import_started": N_("开始导入"),
        "import_stopped": N_("停止导入"),
        "import_taken_back": N_("撤回导入"),
        "site_taken_back": N_("撤回导入登记的场所"),
        "accident_notice_taken_back": N_("撤回导入登记的接报"),
        "member_taken_back": N_("撤回导入登记的人员"),
        "member_edited": N_("撤回导入对人员的修改"),
        "appointment_taken_back": N_("撤回导入登记的任职"),
        "certificate_taken_back": N_("撤回导入登记的检查员证"),
        "employer_taken_back": N_("撤回导入登记的单位"),
        "project_taken_back": N_("撤回导入登记的项目"),
        "inspection_content_chosen": N_("选定检查内容"),
        "sync_conflict_decided": N_("裁决离线记录冲突"),
        "sync_entry_judged": N_("核对离线记录"),
        "inspection_adopted": N_("采纳检查"),
        "paper_after_office": N_("标明文书签发于任职结束之后"),
        "inspection_rejudged": N_("按检查员证的变更重新认定检查"),
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
        "paper_coded": N_("文书中不能打印的字以编码代替"),
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
        "referral_drafted": N_("起草处理申请"),
        "referral_changed": N_("修改处理申请草稿"),
        "referral_discarded": N_("弃用处理申请草稿"),
        "referral_revoked": N_("处理申请作废"),
        "second_person_demanded": N_("要求第二人签发文书"),
        "second_person_waived": N_("不再要求第二人签发文书"),
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
        "no_reply_recorded": N_("登记不予答复"),
        "reply_accepted": N_("采纳答复"),
        "reply_link_made": N_("生成答复链接"),
        "reply_links_revoked": N_("作废答复链接"),
        "reply_received": N_("收到答复"),
        "sealed_scan_attached": N_("附上盖章件"),
        "second_factor_enrolled": N_("启用两步验证"),
        "second_factor_removed": N_("停用两步验证"),
        "session_ended": N_("结束登录"),
        "other_sessions_ended": N_("结束其他登录"),
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
        "entry_given_up": N_("放弃离线记录"),
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
        "labour_letter": N_("劳动法律监督文书"),
        "calendar_feed": N_("日历订阅"),
        "project": N_("项目"),
        "review": N_("项目审查"),
        "access_act": N_("账号要事"),
        "audit_seal": N_("链头封存"),
        "access_token": N_("令牌"),
        "assignment": N_("检查任务"),
        "checklist": N_("检查表"),
        "demand": N_("整改事项"),
        "law_check": N_("法规核对"),
        "law_text": N_("法规文本"),
        "backup_run": N_("备份"),
        "audit_heads": N_("审计链头"),
        "database": N_("数据库"),
        "signing_key": N_("签名密钥"),
        "district_edition": N_("行政区划"),
        "boundary_file": N_("区划文件"),
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
        "member_import": N_("导入"),
        "notice_import": N_("导入"),
        "employer_import": N_("导入"),
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


def change_text(change: Mapping[str, Any], names: Mapping[uuid.UUID, str] = MappingProxyType({})) -> str:
    """What changed, as compact text; an id of ``names`` is told with the person's name before it."""
    return json.dumps(_named(dict(change), names), ensure_ascii=False, sort_keys=True) if change else ""


def ids_in(change: Any) -> set[uuid.UUID]:
    """Every id in a change: of people, records, unions."""
    if isinstance(change, Mapping):
        return set().union(*(ids_in(value) for value in change.values()))
    if isinstance(change, list | tuple):
        return set().union(*(ids_in(value) for value in change))
    one = _id(change)
    return {one} if one else set()


def _id(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if isinstance(value, str) and len(value) == _ID_LENGTH else None
    except ValueError:
        return None


def _named(value: Any, names: Mapping[uuid.UUID, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _named(one, names) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_named(one, names) for one in value]
    name = names.get(one) if (one := _id(value)) else None
    return f"{name}（{value}）" if name else value


def name_of(person: str, names: Mapping[uuid.UUID, str]) -> str:
    """The name of a person of a change, else the id."""
    one = _id(person)
    return names.get(one, person) if one else person
