"""Categories of accidents, by the standard in force on the accident's date.

GB 6441-86 names twenty.  GB 6441-2025 (issued 2025-12-31) names twenty-seven; its code numbers were not
seen, so the keys ``n01`` … ``n27`` are our own.  Sources differ on its first day (2026-07-01 or
2027-01-01): ``NEW_FROM`` is the default and callers may give another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from safety.text import N_

OLD_STANDARD, NEW_STANDARD = "GB 6441-86", "GB 6441-2025"
NEW_FROM = date(2026, 7, 1)

GB_6441_86: Mapping[str, str] = MappingProxyType(
    {
        "01": N_("物体打击"),
        "02": N_("车辆伤害"),
        "03": N_("机械伤害"),
        "04": N_("起重伤害"),
        "05": N_("触电"),
        "06": N_("淹溺"),
        "07": N_("灼烫"),
        "08": N_("火灾"),
        "09": N_("高处坠落"),
        "10": N_("坍塌"),
        "11": N_("冒顶片帮"),
        "12": N_("透水"),
        "13": N_("放炮"),
        "14": N_("火药爆炸"),
        "15": N_("瓦斯爆炸"),
        "16": N_("锅炉爆炸"),
        "17": N_("容器爆炸"),
        "18": N_("其他爆炸"),
        "19": N_("中毒和窒息"),
        "20": N_("其他伤害"),
    }
)
GB_6441_2025: Mapping[str, str] = MappingProxyType(
    {
        "n01": N_("物体打击"),
        "n02": N_("厂（场）内车辆致害"),
        "n03": N_("道路（轨道）车辆致害"),
        "n04": N_("机械致害"),
        "n05": N_("起重致害"),
        "n06": N_("触电"),
        "n07": N_("淹溺"),
        "n08": N_("灼烫"),
        "n09": N_("火灾"),
        "n10": N_("高处坠落"),
        "n11": N_("跌落"),
        "n12": N_("坍塌"),
        "n13": N_("水害"),
        "n14": N_("容器爆炸"),
        "n15": N_("管道爆炸"),
        "n16": N_("可燃气体爆炸"),
        "n17": N_("可燃液体蒸汽爆炸"),
        "n18": N_("粉尘爆炸"),
        "n19": N_("民用爆炸物品爆炸"),
        "n20": N_("烟花爆竹爆炸"),
        "n21": N_("其他可燃固体爆炸"),
        "n22": N_("高温熔融物爆炸"),
        "n23": N_("中毒"),
        "n24": N_("窒息"),
        "n25": N_("滑坡"),
        "n26": N_("泄漏"),
        "n27": N_("其他事故"),
    }
)
#: 中毒和窒息 of the old list (which does not tell them apart) and 中毒 of the new one.
POISONINGS = frozenset({"19", "n23"})
#: Every label by key, for showing a record of either standard.
LABELS: Mapping[str, str] = MappingProxyType({**GB_6441_86, **GB_6441_2025})


def standard_of(code: str) -> str:
    """The standard that the category ``code`` belongs to: no code is used by both."""
    return NEW_STANDARD if code in GB_6441_2025 else OLD_STANDARD


def categories_on(day: date, *, new_from: date = NEW_FROM) -> Mapping[str, str]:
    """The categories (key → name) of the standard in force on ``day``."""
    return GB_6441_2025 if day >= new_from else GB_6441_86


def standard_on(day: date, *, new_from: date = NEW_FROM) -> str:
    """The standard in force on ``day``."""
    return NEW_STANDARD if day >= new_from else OLD_STANDARD
