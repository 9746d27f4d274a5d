"""The one list of permissions: ``<thing>:<act>``, in alphabetical order.

A permission is always asked for inside an operation (or, for reading, by the route that lists); who
holds it is in ``roles.py`` and nowhere else.
"""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What a person may do, within the scope of the appointment that grants it."""

    ACCIDENT_READ = "accident:read"
    ACCIDENT_RECORD = "accident:record"
    ACCIDENT_SIGN = "accident:sign"
    ACCIDENT_UNMASK = "accident:unmask"
    AUDIT_READ = "audit:read"
    BACKUP_MANAGE = "backup:manage"
    BOUNDARY_MANAGE = "boundary:manage"
    CHECKLIST_EDIT = "checklist:edit"
    CHECKLIST_READ = "checklist:read"
    CORRECTION_CLOSE_MAJOR = "correction:close_major"
    CORRECTION_HANDLE = "correction:handle"
    CORRECTION_READ = "correction:read"
    CORRECTION_RECHECK = "correction:recheck"
    EXPORT_CREATE = "export:create"
    EXPORT_PERSONAL = "export:personal"
    INSPECTION_ADOPT = "inspection:adopt"
    INSPECTION_READ = "inspection:read"
    INSPECTION_RECORD = "inspection:record"
    JOB_RUN = "job:run"
    LABOUR_LAW_DRAFT = "labour_law:draft"
    LABOUR_LAW_READ = "labour_law:read"
    LAW_CHECK = "law:check"
    MAP_READ = "map:read"
    MEMBER_MANAGE = "member:manage"
    MEMBER_READ = "member:read"
    NOTICE_ISSUE = "notice:issue"
    PAPER_READ = "paper:read"
    PAPER_TITLE_EDIT = "paper_title:edit"
    PLAN_MANAGE = "plan:manage"
    PLAN_READ = "plan:read"
    POSITION_PRECISE = "position:precise"
    PROJECT_IMPORT = "project:import"
    PROJECT_PROPOSE = "project:propose"
    PROJECT_READ = "project:read"
    PROJECT_RECORD = "project:record"
    PROJECT_SIGN = "project:sign"
    REPORT_HANDLE = "report:handle"
    REPORT_REVEAL = "report:reveal"
    RETURN_READ = "return:read"
    RETURN_RECORD = "return:record"
    RISK_RULE_EDIT = "risk_rule:edit"
    SELF = "self:manage"
    SITE_EDIT = "site:edit"
    SITE_IMPORT = "site:import"
    SITE_READ = "site:read"
    SITE_TRANSFER = "site:transfer"
    UNION_MANAGE = "union:manage"
