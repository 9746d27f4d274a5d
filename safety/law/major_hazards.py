"""Where the criteria of a 重大事故隐患 stand, by sector.

Titles and numbers are known from general use and none was read: they are named, marked 待核, and never
cited by clause.  A union that has checked one adds the clause to the finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from safety.text import N_


@dataclass(frozen=True)
class CriteriaSource:
    """The document with a sector's criteria: the sector's name on screen, its number, the year."""

    sector: str
    number: str
    year: int


CRITERIA: Mapping[str, CriteriaSource] = MappingProxyType(
    {
        "trade": CriteriaSource(N_("工贸企业"), N_("应急管理部令第10号"), 2023),
        "chemicals": CriteriaSource(N_("化工和危险化学品"), N_("安监总管三〔2017〕121号"), 2017),
        "coal": CriteriaSource(N_("煤矿"), N_("应急管理部令第4号"), 2020),
        "mines": CriteriaSource(N_("金属非金属矿山"), N_("矿安〔2022〕88号"), 2022),
        "building": CriteriaSource(N_("房屋建筑和市政工程"), N_("建质规〔2024〕5号"), 2024),
    }
)
