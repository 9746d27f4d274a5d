"""The main menu as data: what it leads to, and which permission shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from safety.access.permissions import Permission as P
from safety.people.guard import current_actor
from safety.text import N_


@dataclass(frozen=True)
class Item:
    """One line of the menu; it shows to those who hold any of ``permissions``.

    ``also`` are endpoints (or blueprint names ending with a dot) that count as being here; ``query`` is what a list
    opens with.
    """

    endpoint: str
    label: str
    icon: str
    permissions: tuple[P, ...]
    also: tuple[str, ...] = ()
    query: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Group:
    """Lines that belong together, under an optional heading."""

    label: str | None
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Entry:
    """A line as the page shows it."""

    url: str
    label: str
    symbol: str
    present: bool


@dataclass(frozen=True)
class Shown:
    """A group as the page shows it."""

    label: str | None
    entries: tuple[Entry, ...]


MENU: tuple[Group, ...] = (
    Group(
        None,
        (Item("web.today", N_("今日工作"), "home", (P.SELF,)),),
    ),
    Group(
        N_("监督检查"),
        (
            Item(
                "inspections.assigned",
                N_("我的检查任务"),
                "clipboard-check",
                (P.INSPECTION_RECORD,),
                ("inspections.start", "inspections.check"),
            ),
            Item(
                "web.tablet",
                N_("平板/离线"),
                "device-tablet",
                (P.INSPECTION_RECORD, P.ACCIDENT_RECORD, P.PROJECT_RECORD),
            ),
            Item(
                "sync.entries",
                N_("离线记录台账"),
                "cloud-upload",
                (P.INSPECTION_READ, P.CORRECTION_READ, P.ACCIDENT_READ, P.PROJECT_READ),
                ("sync.entry",),
            ),
            Item(
                "sync.conflicts",
                N_("冲突裁决"),
                "arrows-exchange",
                (P.INSPECTION_READ, P.CORRECTION_READ, P.ACCIDENT_READ, P.PROJECT_READ),
                ("sync.conflict", "sync.decide"),
            ),
            Item(
                "inspections.register",
                N_("检查记录"),
                "clipboard-list",
                (P.INSPECTION_READ,),
                ("inspections.inspection",),
            ),
            Item(
                "inspections.plans",
                N_("检查计划"),
                "calendar-event",
                (P.PLAN_READ,),
                (
                    "inspections.plan",
                    "inspections.new_plan",
                    "inspections.hand_over_form",
                    "inspections.passed",
                ),
            ),
            Item(
                "inspections.checklists",
                N_("检查表"),
                "checklist",
                (P.CHECKLIST_READ,),
                ("inspections.checklist", "inspections.new_checklist", "inspections.edit_checklist"),
            ),
            Item(
                "corrections.demands",
                N_("隐患与整改"),
                "checks",
                (P.CORRECTION_READ, P.PROJECT_READ, P.ACCIDENT_READ),
                ("corrections.demand", "corrections.recheck", "inspections.finding"),
                (("is_open", "true"),),  # what is closed is asked for
            ),
            Item(
                "corrections.notices",
                N_("意见书台账"),
                "file-check",
                (P.CORRECTION_READ,),
                (
                    "corrections.notice",
                    "corrections.new_notice",
                    "corrections.edit_notice",
                    "corrections.enter_reply",
                ),
            ),
            Item(
                "corrections.referrals",
                N_("处理申请台账"),
                "gavel",
                (P.CORRECTION_READ,),
                ("corrections.referral", "corrections.new_referral", "corrections.edit_referral"),
            ),
            Item(
                "corrections.evacuations",
                N_("撤离建议台账"),
                "run",
                (P.CORRECTION_READ,),
                ("corrections.evacuation", "corrections.new_evacuation"),
            ),
            Item(
                "projects.projects",
                N_("建设项目"),
                "building-community",
                (P.PROJECT_READ,),
                ("projects.",),
            ),
            Item(
                "accidents.register",
                N_("事故台账"),
                "alert-octagon",
                (P.ACCIDENT_READ,),
                (
                    "accidents.accident",
                    "accidents.new_accident",
                    "accidents.clocks",
                    "accidents.seats",
                    "accidents.activities",
                    "accidents.new_activity",
                    "accidents.opinions",
                    "accidents.all_opinions",
                    "accidents.reports",
                    "accidents.sign",
                    "accidents.measures",
                    "accidents.numbers",
                    "accidents.hours",
                ),
            ),
            Item(
                "accidents.notices",
                N_("事故接报"),
                "inbox",
                (P.ACCIDENT_READ,),
                ("accidents.notice", "accidents.new_notice", "notice_imports."),
            ),
            Item(
                "labour_law.letters",
                N_("劳动法律监督文书"),
                "mail",
                (P.LABOUR_LAW_READ,),
                ("labour_law.",),
            ),
            Item("accidents.running", N_("事故时限"), "hourglass", (P.ACCIDENT_READ,)),
            Item(
                "maps.overview",
                N_("关注度地图"),
                "map-2",
                (P.MAP_READ,),
                ("maps.", "around.", "colour_rules."),
            ),
            Item(
                "workplaces.sites",
                N_("场所台账"),
                "building",
                (P.SITE_READ,),
                (
                    "workplaces.site",
                    "workplaces.new_site",
                    "workplaces.duplicates",
                    "workplaces.imports",
                    "workplaces.site_import",
                ),
            ),
            Item(
                "workplaces.employers",
                N_("单位台账"),
                "building-factory-2",
                (P.SITE_READ,),
                ("workplaces.employer", "employer_imports."),
            ),
            Item("laws.laws", N_("法规与条文"), "scale", (P.SELF,), ("laws.texts", "laws.text")),
            Item(
                "papers.papers", N_("文书"), "file-text", (P.PAPER_READ,), ("papers.paper", "papers.titles")
            ),
        ),
    ),
    Group(
        N_("统计"),
        (
            Item(
                "returns.overview",
                N_("统计报表"),
                "report-analytics",
                (P.RETURN_READ,),
                ("returns.",),
            ),
            Item(
                "participation.new",
                N_("导出参与记录"),
                "file-export",
                (P.ACCIDENT_READ,),
                ("participation.",),
            ),
        ),
    ),
    Group(
        N_("人员与权限"),
        (
            Item(
                "people.unions", N_("工会组织"), "sitemap", (P.UNION_MANAGE, P.MEMBER_READ), ("people.union",)
            ),
            Item("people.members", N_("人员"), "users", (P.MEMBER_READ,), ("people.member", "rosters.")),
            Item("people.certificates", N_("检查员证"), "certificate", (P.MEMBER_READ,)),
            Item("people.roles", N_("角色与权限"), "key", (P.SELF,)),
            Item(
                "sync.devices",
                N_("设备管理"),
                "device-mobile",
                (P.INSPECTION_RECORD, P.ACCIDENT_RECORD, P.PROJECT_RECORD, P.MEMBER_MANAGE),
                ("sync.device", "sync.offer"),
            ),
        ),
    ),
    Group(
        N_("系统"),
        (
            Item("web.audit", N_("审计"), "shield-check", (P.AUDIT_READ,)),
            Item("backups.backups", N_("备份与恢复"), "archive", (P.BACKUP_MANAGE,)),
        ),
    ),
)


def menu() -> list[Shown]:
    """The menu of the person who is signed in; groups with nothing to show are left out."""
    actor = current_actor()
    shown = []
    for group in MENU:
        entries = tuple(
            Entry(url_for(item.endpoint, **dict(item.query)), item.label, item.icon, _is_present(item))
            for item in group.items
            if any(actor.may(permission) for permission in item.permissions)
            and item.endpoint in current_app.view_functions
        )
        if entries:
            shown.append(Shown(group.label, entries))
    return shown


def _is_present(item: Item) -> bool:
    here = request.endpoint or ""
    return here == item.endpoint or any(here == one or here.startswith(one) for one in item.also)
