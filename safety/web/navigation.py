"""The main menu: what belongs to no duty, and what the faces of the duties add."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import current_app, request, url_for

from safety import faces
from safety.access.permissions import Permission as P
from safety.faces.menu import MenuEntry, MenuGroup
from safety.people.guard import current_actor
from safety.text import N_


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


LABELS: Mapping[MenuGroup, str | None] = MappingProxyType(
    {
        MenuGroup.TODAY: None,
        MenuGroup.SUPERVISION: N_("监督检查"),
        MenuGroup.FIGURES: N_("统计"),
        MenuGroup.PEOPLE: N_("人员与权限"),
        MenuGroup.SYSTEM: N_("系统"),
    }
)
#: What belongs to no duty.
COMMON: tuple[MenuEntry, ...] = (
    MenuEntry("web.today", N_("今日工作"), "home", (P.SELF,), group=MenuGroup.TODAY, place=10),
    MenuEntry(
        "web.tablet",
        N_("平板/离线"),
        "device-tablet",
        (P.INSPECTION_RECORD, P.ACCIDENT_RECORD, P.PROJECT_RECORD),
        place=20,
    ),
    MenuEntry(
        "sync.entries",
        N_("离线记录台账"),
        "cloud-upload",
        (P.INSPECTION_READ, P.CORRECTION_READ, P.ACCIDENT_READ, P.PROJECT_READ),
        ("sync.entry",),
        place=30,
    ),
    MenuEntry(
        "sync.conflicts",
        N_("冲突裁决"),
        "arrows-exchange",
        (P.INSPECTION_READ, P.CORRECTION_READ, P.ACCIDENT_READ, P.PROJECT_READ),
        ("sync.conflict", "sync.decide"),
        place=40,
    ),
    MenuEntry(
        "maps.overview",
        N_("关注度地图"),
        "map-2",
        (P.MAP_READ,),
        ("maps.", "around.", "colour_rules."),
        place=170,
    ),
    MenuEntry(
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
        place=180,
    ),
    MenuEntry(
        "workplaces.employers",
        N_("单位台账"),
        "building-factory-2",
        (P.SITE_READ,),
        ("workplaces.employer", "employer_imports."),
        place=190,
    ),
    MenuEntry("laws.laws", N_("法规与条文"), "scale", (P.SELF,), ("laws.texts", "laws.text"), place=200),
    MenuEntry(
        "papers.papers",
        N_("文书"),
        "file-text",
        (P.PAPER_READ,),
        ("papers.paper", "papers.titles"),
        place=210,
    ),
    MenuEntry(
        "returns.overview",
        N_("统计报表"),
        "report-analytics",
        (P.RETURN_READ,),
        ("returns.",),
        group=MenuGroup.FIGURES,
        place=10,
    ),
    MenuEntry(
        "participation.new",
        N_("导出参与记录"),
        "file-export",
        (P.ACCIDENT_READ,),
        ("participation.",),
        group=MenuGroup.FIGURES,
        place=20,
    ),
    MenuEntry(
        "people.unions",
        N_("工会组织"),
        "sitemap",
        (P.UNION_MANAGE, P.MEMBER_READ),
        ("people.union",),
        group=MenuGroup.PEOPLE,
        place=10,
    ),
    MenuEntry(
        "people.members",
        N_("人员"),
        "users",
        (P.MEMBER_READ,),
        ("people.member", "rosters."),
        group=MenuGroup.PEOPLE,
        place=20,
    ),
    MenuEntry(
        "people.certificates",
        N_("检查员证"),
        "certificate",
        (P.MEMBER_READ,),
        group=MenuGroup.PEOPLE,
        place=30,
    ),
    MenuEntry("people.roles", N_("角色与权限"), "key", (P.SELF,), group=MenuGroup.PEOPLE, place=40),
    MenuEntry(
        "sync.devices",
        N_("设备管理"),
        "device-mobile",
        (P.INSPECTION_RECORD, P.ACCIDENT_RECORD, P.PROJECT_RECORD, P.MEMBER_MANAGE),
        ("sync.device", "sync.offer"),
        group=MenuGroup.PEOPLE,
        place=50,
    ),
    MenuEntry("web.audit", N_("审计"), "shield-check", (P.AUDIT_READ,), group=MenuGroup.SYSTEM, place=10),
    MenuEntry(
        "backups.backups", N_("备份与恢复"), "archive", (P.BACKUP_MANAGE,), group=MenuGroup.SYSTEM, place=20
    ),
)


def lines() -> dict[MenuGroup, list[MenuEntry]]:
    """All lines of the menu, the common ones and those of the duties, by group and place."""
    every = [*COMMON, *(entry for face in faces.shown() for entry in face.menu)]
    return {
        group: sorted((one for one in every if one.group is group), key=lambda one: one.place)
        for group in MenuGroup
    }


def menu() -> list[Shown]:
    """The menu of the person who is signed in; groups with nothing to show are left out."""
    actor = current_actor()
    shown = []
    for group, items in lines().items():
        entries = tuple(
            Entry(url_for(item.endpoint, **dict(item.query)), item.label, item.icon, _is_present(item))
            for item in items
            if any(actor.may(permission) for permission in item.permissions)
            and item.endpoint in current_app.view_functions
        )
        if entries:
            shown.append(Shown(LABELS[group], entries))
    return shown


def _is_present(item: MenuEntry) -> bool:
    here = request.endpoint or ""
    return here == item.endpoint or any(here == one or here.startswith(one) for one in item.also)
