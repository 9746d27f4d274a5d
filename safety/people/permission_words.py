"""What each permission means, in words for the page of roles; a test finds one without words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from safety.access.permissions import Permission as P
from safety.text import N_

PERMISSION_LABELS: Mapping[P, str] = MappingProxyType(
    {
        P.SELF: N_("管理自己的密码、登录和令牌"),
        P.SITE_READ: N_("查看单位与场所"),
        P.SITE_EDIT: N_("登记、修改单位与场所"),
        P.SITE_IMPORT: N_("批量导入单位与场所"),
        P.SITE_TRANSFER: N_("移交、接收场所"),
        P.INSPECTION_READ: N_("查看检查记录"),
        P.INSPECTION_RECORD: N_("开展检查、填写记录"),
        P.INSPECTION_ADOPT: N_("采纳无证期间的检查"),
        P.CHECKLIST_READ: N_("查看检查表"),
        P.CHECKLIST_EDIT: N_("编制检查表"),
        P.PLAN_READ: N_("查看计划"),
        P.PLAN_MANAGE: N_("制定计划、分派任务"),
        P.CORRECTION_READ: N_("查看隐患与整改"),
        P.CORRECTION_HANDLE: N_("处理整改：送达、延期、移送、撤回"),
        P.CORRECTION_RECHECK: N_("复查整改情况"),
        P.CORRECTION_CLOSE_MAJOR: N_("第二人确认重大隐患销号"),
        P.NOTICE_ISSUE: N_("签发监督检查意见书"),
        P.PAPER_READ: N_("查看文书"),
        P.PAPER_TITLE_EDIT: N_("设置文书名称"),
        P.PROJECT_READ: N_("查看“三同时”项目"),
        P.PROJECT_RECORD: N_("登记“三同时”项目与审查"),
        P.PROJECT_IMPORT: N_("批量导入“三同时”项目"),
        P.PROJECT_PROPOSE: N_("提出审查意见"),
        P.PROJECT_SIGN: N_("签署审查、验收意见"),
        P.ACCIDENT_READ: N_("查看事故"),
        P.ACCIDENT_RECORD: N_("登记事故与参与情况"),
        P.ACCIDENT_SIGN: N_("签署事故意见"),
        P.ACCIDENT_UNMASK: N_("查看伤亡人员姓名"),
        P.REPORT_HANDLE: N_("处理职工举报"),
        P.REPORT_REVEAL: N_("查看举报人身份"),
        P.RETURN_READ: N_("查看统计报表"),
        P.RETURN_RECORD: N_("填报统计数据"),
        P.MAP_READ: N_("查看地图"),
        P.POSITION_PRECISE: N_("在记录、地图和导出中查看精确位置"),
        P.RISK_RULE_EDIT: N_("设置关注度规则"),
        P.LABOUR_LAW_READ: N_("查看劳动法律监督文书"),
        P.LABOUR_LAW_DRAFT: N_("起草、签发劳动法律监督文书"),
        P.LAW_CHECK: N_("登记法规条文的核对，导入法规新文本"),
        P.BACKUP_MANAGE: N_("查看和制作备份"),
        P.BOUNDARY_MANAGE: N_("更换行政区划"),
        P.EXPORT_CREATE: N_("导出台账"),
        P.EXPORT_PERSONAL: N_("导出含个人信息的资料"),
        P.JOB_RUN: N_("运行后台任务"),
        P.UNION_MANAGE: N_("管理工会组织"),
        P.MEMBER_READ: N_("查看人员"),
        P.MEMBER_MANAGE: N_("管理人员、任职和检查员证"),
        P.AUDIT_READ: N_("查看审计"),
    }
)
