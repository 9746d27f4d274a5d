"""The one table of roles and what each grants; the page that explains rights is drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from safety.access.permissions import Permission as P
from safety.text import N_


class Role(StrEnum):
    """What a member is appointed as, in one union, for a term."""

    INSPECTOR = "inspector"
    DISTRICT_OFFICER = "district_officer"
    SIGNATORY = "signatory"
    PROJECT_REVIEWER = "project_reviewer"
    ACCIDENT_OFFICER = "accident_officer"
    LABOUR_LAW_SUPERVISOR = "labour_law_supervisor"
    ARCHIVIST = "archivist"
    LEADER = "leader"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDITOR = "auditor"


LABELS: Mapping[Role, str] = MappingProxyType(
    {
        Role.INSPECTOR: N_("劳动保护监督检查员"),
        Role.DISTRICT_OFFICER: N_("劳动保护工作人员"),
        Role.SIGNATORY: N_("签署人"),
        Role.PROJECT_REVIEWER: N_("项目审查员"),
        Role.ACCIDENT_OFFICER: N_("事故联络员"),
        Role.LABOUR_LAW_SUPERVISOR: N_("劳动法律监督员"),
        Role.ARCHIVIST: N_("档案员"),
        Role.LEADER: N_("工会领导"),
        Role.SYSTEM_ADMINISTRATOR: N_("系统管理员"),
        Role.SECURITY_ADMINISTRATOR: N_("安全管理员"),
        Role.AUDITOR: N_("审计员"),
    }
)

_EVERYONE = frozenset({P.SELF})
_READS_WORK = frozenset(
    {
        P.SITE_READ,
        P.INSPECTION_READ,
        P.CORRECTION_READ,
        P.CHECKLIST_READ,
        P.PLAN_READ,
        P.PAPER_READ,
        P.MAP_READ,
        P.PROJECT_READ,
        P.JOB_RUN,
    }
)

#: Who works in the field or keeps the records sees where a place is; who steers by the numbers sees about where.
_WORKS_WITH_RECORDS = _READS_WORK | {P.POSITION_PRECISE}

GRANTS: Mapping[Role, frozenset[P]] = MappingProxyType(
    {
        Role.INSPECTOR: _EVERYONE
        | _WORKS_WITH_RECORDS
        | {P.INSPECTION_RECORD, P.CORRECTION_RECHECK, P.SITE_EDIT, P.EXPORT_CREATE},
        Role.DISTRICT_OFFICER: _EVERYONE
        | _WORKS_WITH_RECORDS
        | {
            P.INSPECTION_RECORD,
            P.INSPECTION_ADOPT,
            P.CORRECTION_HANDLE,
            P.CORRECTION_RECHECK,
            P.CORRECTION_CLOSE_MAJOR,
            P.NOTICE_ISSUE,
            P.PAPER_TITLE_EDIT,
            P.CHECKLIST_EDIT,
            P.PLAN_MANAGE,
            P.SITE_EDIT,
            P.SITE_IMPORT,
            P.SITE_TRANSFER,
            P.EXPORT_CREATE,
            P.PROJECT_IMPORT,
            P.PROJECT_RECORD,
            P.PROJECT_PROPOSE,
            P.MEMBER_READ,
            P.REPORT_HANDLE,
            P.RETURN_READ,
            P.RETURN_RECORD,
        },
        Role.SIGNATORY: _EVERYONE
        | _WORKS_WITH_RECORDS
        | {P.PROJECT_SIGN, P.ACCIDENT_READ, P.ACCIDENT_SIGN, P.NOTICE_ISSUE, P.EXPORT_CREATE, P.RETURN_READ},
        Role.PROJECT_REVIEWER: _EVERYONE
        | _WORKS_WITH_RECORDS
        | {P.PROJECT_RECORD, P.PROJECT_PROPOSE, P.EXPORT_CREATE},
        Role.ACCIDENT_OFFICER: _EVERYONE
        | _WORKS_WITH_RECORDS
        | {
            P.ACCIDENT_READ,
            P.ACCIDENT_RECORD,
            P.ACCIDENT_SIGN,
            P.ACCIDENT_UNMASK,
            P.EXPORT_CREATE,
            P.EXPORT_PERSONAL,
            P.RETURN_READ,
        },
        # Another system than 劳动保护监督检查: it sees and drafts its own letters, and nothing of the checks.
        Role.LABOUR_LAW_SUPERVISOR: _EVERYONE | {P.LABOUR_LAW_READ, P.LABOUR_LAW_DRAFT, P.PAPER_READ},
        Role.ARCHIVIST: _EVERYONE | _WORKS_WITH_RECORDS | {P.ACCIDENT_READ, P.EXPORT_CREATE, P.RETURN_READ},
        Role.LEADER: _EVERYONE
        | _READS_WORK
        | {P.ACCIDENT_READ, P.LABOUR_LAW_READ, P.EXPORT_CREATE, P.MEMBER_READ, P.RETURN_READ},
        Role.SYSTEM_ADMINISTRATOR: _EVERYONE
        | {
            P.UNION_MANAGE,
            P.MEMBER_READ,
            P.BACKUP_MANAGE,
            P.BOUNDARY_MANAGE,
            P.RISK_RULE_EDIT,
            P.LAW_CHECK,
            P.JOB_RUN,
            P.MAP_READ,
        },
        Role.SECURITY_ADMINISTRATOR: _EVERYONE | {P.MEMBER_MANAGE, P.MEMBER_READ, P.REPORT_REVEAL, P.JOB_RUN},
        Role.AUDITOR: _EVERYONE | {P.AUDIT_READ, P.JOB_RUN, P.EXPORT_CREATE},
    }
)


#: They keep the system and do none of the union's work in it.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})


def permissions_of(role: Role) -> frozenset[P]:
    """What ``role`` grants."""
    return GRANTS[role]
