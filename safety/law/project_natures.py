"""Natures of a construction project.  The laws name different ones, so the list is the union of them all."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from safety.text import N_


class ProjectNature(StrEnum):
    """What is done: ``UPGRADE`` is 技术改造, ``IMPORTED`` 技术引进, ``CONTINUED`` 续建."""

    NEW = "new"
    EXPANDED = "expanded"
    REBUILT = "rebuilt"
    UPGRADE = "upgrade"
    IMPORTED = "imported"
    CONTINUED = "continued"


LABELS: Mapping[ProjectNature, str] = MappingProxyType(
    {
        ProjectNature.NEW: N_("新建项目"),
        ProjectNature.EXPANDED: N_("扩建项目"),
        ProjectNature.REBUILT: N_("改建项目"),
        ProjectNature.UPGRADE: N_("技术改造项目"),
        ProjectNature.IMPORTED: N_("技术引进项目"),
        ProjectNature.CONTINUED: N_("续建项目"),
    }
)
_N = ProjectNature
_SAFETY = frozenset({_N.NEW, _N.REBUILT, _N.EXPANDED})
_HEALTH = frozenset({_N.NEW, _N.EXPANDED, _N.REBUILT, _N.UPGRADE, _N.IMPORTED})
#: Which natures each provision names, itself or by the words 建设项目 that its law explains, by the provision's key.
NAMED_BY: Mapping[str, frozenset[ProjectNature]] = MappingProxyType(
    {
        "union-24": frozenset({_N.NEW, _N.EXPANDED, _N.UPGRADE}),
        "cq-union-23-2": frozenset({_N.NEW, _N.EXPANDED, _N.REBUILT, _N.UPGRADE}),
        "cq-149-6": frozenset({_N.NEW, _N.EXPANDED, _N.REBUILT}),
        "safety-31": _SAFETY,
        "safety-60-1": _SAFETY,
        "labour-53-2": frozenset({_N.NEW, _N.REBUILT, _N.EXPANDED}),
        "disease-17": _HEALTH,
        "disease-18": _HEALTH,
        "disease-40": _HEALTH,
        "acftu-projects": frozenset(_N),
    }
)


def provisions_for(nature: ProjectNature) -> list[str]:
    """The keys of the provisions that name a project of this nature."""
    return [key for key, natures in NAMED_BY.items() if nature in natures]
