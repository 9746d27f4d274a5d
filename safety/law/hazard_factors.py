"""Hazard factors (危险和有害因素) of GB/T 13861-2022, as a tree by the length of the code.

Codes of the third level are known from general use; those that differ between the 2009 and 2022 editions
in a way we could not check are marked ``certain=False`` and can be corrected when the standard is at hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from safety.text import N_

STANDARD = "GB/T 13861-2022"


@dataclass(frozen=True)
class Factor:
    """One factor: its code (one digit, two, or four), its name, and whether the code is certain."""

    code: str
    name: str
    certain: bool = True

    @property
    def parent(self) -> str | None:
        """The code one level up; None at the top."""
        return {1: None, 2: self.code[:1], 4: self.code[:2]}[len(self.code)]


FACTORS = (
    Factor("1", N_("人的因素")),
    Factor("11", N_("心理、生理性危险和有害因素")),
    Factor("1101", N_("负荷超限")),
    Factor("1102", N_("健康状况异常")),
    Factor("1103", N_("从事禁忌作业")),
    Factor("1104", N_("心理异常")),
    Factor("1105", N_("辨识功能缺陷")),
    Factor("1199", N_("其他心理、生理性危险和有害因素")),
    Factor("12", N_("行为性危险和有害因素")),
    Factor("1201", N_("指挥错误")),
    Factor("1202", N_("操作错误")),
    Factor("1203", N_("监护失误")),
    Factor("1299", N_("其他行为性危险和有害因素")),
    Factor("2", N_("物的因素")),
    Factor("21", N_("物理性危险和有害因素")),
    Factor("2101", N_("设备、设施、工具、附件缺陷")),
    Factor("2102", N_("防护缺陷")),
    Factor("2103", N_("电危害")),
    Factor("2104", N_("噪声")),
    Factor("2105", N_("振动危害")),
    Factor("2106", N_("电离辐射")),
    Factor("2107", N_("非电离辐射")),
    Factor("2108", N_("运动物危害")),
    Factor("2109", N_("明火")),
    Factor("2110", N_("高温物质")),
    Factor("2111", N_("低温物质")),
    Factor("2112", N_("信号缺陷")),
    Factor("2113", N_("标志标识缺陷")),
    Factor("2114", N_("有害光照")),
    Factor("2115", N_("信息系统缺陷"), certain=False),
    Factor("2199", N_("其他物理性危险和有害因素")),
    Factor("22", N_("化学性危险和有害因素")),
    Factor("2201", N_("理化危险"), certain=False),
    Factor("2202", N_("健康危险"), certain=False),
    Factor("2299", N_("其他化学性危险和有害因素")),
    Factor("23", N_("生物性危险和有害因素")),
    Factor("2301", N_("致病微生物")),
    Factor("2302", N_("传染病媒介物")),
    Factor("2303", N_("致害动物")),
    Factor("2304", N_("致害植物")),
    Factor("2399", N_("其他生物性危险和有害因素")),
    Factor("3", N_("环境因素")),
    Factor("31", N_("室内作业场所环境不良")),
    Factor("3101", N_("室内地面滑")),
    Factor("3102", N_("室内作业场所狭窄")),
    Factor("3103", N_("室内作业场所杂乱")),
    Factor("3104", N_("室内地面不平")),
    Factor("3105", N_("室内梯架缺陷")),
    Factor("3106", N_("地面、墙和天花板上的开口缺陷")),
    Factor("3107", N_("房屋基础下沉")),
    Factor("3108", N_("室内安全通道缺陷")),
    Factor("3109", N_("房屋安全出口缺陷")),
    Factor("3110", N_("采光照明不良")),
    Factor("3111", N_("作业场所空气不良")),
    Factor("3112", N_("室内温度、湿度、气压不适")),
    Factor("3113", N_("室内给、排水不良")),
    Factor("3114", N_("室内涌水")),
    Factor("3199", N_("其他室内作业场所环境不良")),
    Factor("32", N_("室外作业场地环境不良")),
    Factor("3201", N_("恶劣气候与环境"), certain=False),
    Factor("3202", N_("作业场地和交通设施湿滑")),
    Factor("3203", N_("作业场地狭窄")),
    Factor("3204", N_("作业场地杂乱")),
    Factor("3205", N_("作业场地不平")),
    Factor("3206", N_("交通环境不良"), certain=False),
    Factor("3207", N_("脚手架、阶梯和活动梯架缺陷")),
    Factor("3208", N_("地面及地面开口缺陷")),
    Factor("3209", N_("建（构）筑物和其他结构缺陷")),
    Factor("3210", N_("门和周界设施缺陷")),
    Factor("3211", N_("作业场地地基下沉")),
    Factor("3212", N_("作业场地安全通道缺陷")),
    Factor("3213", N_("作业场地安全出口缺陷")),
    Factor("3214", N_("作业场地光照不良")),
    Factor("3215", N_("作业场地空气不良")),
    Factor("3216", N_("作业场地温度、湿度、气压不适")),
    Factor("3217", N_("作业场地涌水")),
    Factor("3218", N_("排水系统故障"), certain=False),
    Factor("3299", N_("其他室外作业场地环境不良")),
    Factor("33", N_("地下（含水下）作业环境不良")),
    Factor("3301", N_("隧道、矿井顶板缺陷")),
    Factor("3302", N_("隧道、矿井正面或侧壁缺陷")),
    Factor("3303", N_("隧道、矿井地面缺陷")),
    Factor("3304", N_("地下作业面空气不良")),
    Factor("3305", N_("地下火")),
    Factor("3306", N_("冲击地压（岩爆）")),
    Factor("3307", N_("地下水")),
    Factor("3308", N_("水下作业供氧不当")),
    Factor("3399", N_("其他地下作业环境不良")),
    Factor("39", N_("其他作业环境不良")),
    Factor("3901", N_("强迫体位")),
    Factor("3902", N_("综合性作业环境不良")),
    Factor("3999", N_("以上未包括的其他作业环境不良")),
    Factor("4", N_("管理因素")),
    Factor("41", N_("职业安全卫生管理机构设置和人员配备不健全")),
    Factor("42", N_("职业安全卫生责任制不完善或未落实")),
    Factor("43", N_("职业安全卫生管理制度不完善或未落实")),
    Factor("44", N_("职业安全卫生投入不足")),
    Factor("45", N_("应急管理缺陷"), certain=False),
    Factor("49", N_("其他管理因素缺陷")),
)
BY_CODE = {factor.code: factor for factor in FACTORS}


def children(code: str | None) -> list[Factor]:
    """The factors one level below ``code`` (None: the four at the top)."""
    return [factor for factor in FACTORS if factor.parent == code]


def leaves() -> list[Factor]:
    """The factors that a finding can be given: those without a level below."""
    parents = {factor.parent for factor in FACTORS}
    return [factor for factor in FACTORS if factor.code not in parents]


def path_of(code: str) -> list[Factor]:
    """The factor with those above it, from the top; empty for an unknown code."""
    found: list[Factor] = []
    factor = BY_CODE.get(code)
    while factor is not None:
        found.insert(0, factor)
        factor = BY_CODE.get(factor.parent) if factor.parent else None
    return found
