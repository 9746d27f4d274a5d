"""What the union has to do, not only may do: each duty with the provisions that lay it down, as keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from safety.law import bases, grounds
from safety.law.regimes import Regime
from safety.text import N_


class Occasion(StrEnum):
    """When a duty arises."""

    ACCIDENT = "accident"
    MINE_ACCIDENT = "mine_accident"
    HAZARD = "hazard"
    PROJECT = "project"
    WOMEN = "women"
    ALWAYS = "always"


@dataclass(frozen=True)
class Duty:
    """What has to be done, and by which provisions."""

    what: str
    provisions: tuple[str, ...]


#: What the law says of accidents that were reported late, in part, falsely or not at all.
CONCEALMENT = ("safety-83", "safety-110", "order-493-4", "cq-safety-47", "penalty-5")

#: A higher government investigates what a lower one would have to.
TAKING_OVER = ("order-493-20",)

OCCASION_LABELS: Mapping[Occasion, str] = MappingProxyType(
    {
        Occasion.ACCIDENT: N_("发生职工伤亡事故时"),
        Occasion.MINE_ACCIDENT: N_("发生矿山事故时"),
        Occasion.HAZARD: N_("单位不提供劳动安全卫生条件时"),
        Occasion.PROJECT: N_("建设项目“三同时”"),
        Occasion.WOMEN: N_("女职工和未成年工保护"),
        Occasion.ALWAYS: N_("日常"),
    }
)
DUTIES: Mapping[Occasion, tuple[Duty, ...]] = MappingProxyType(
    {
        Occasion.ACCIDENT: (
            Duty(N_("派人参加事故调查处理"), ("union-27", "order-493-22")),
            Duty(
                N_("派出的人员具有所需的知识和专长，与事故没有直接利害关系，遵守纪律、保守秘密"),
                ("order-493-23", "order-493-28", "order-493-41"),
            ),
            Duty(N_("向有关部门提出处理意见"), ("union-27",)),
            Duty(N_("监督事故发生单位落实防范和整改措施"), ("safety-7", "order-493-33")),
            Duty(N_("协助社会保险行政部门调查核实工伤"), ("injury-19",)),
        ),
        Occasion.MINE_ACCIDENT: (Duty(N_("参加重大矿山事故的调查和处理"), ("mine-37-2",)),),
        Occasion.HAZARD: (
            Duty(N_("代表职工与单位交涉，要求采取措施改正，并跟踪单位的研究处理和答复"), ("union-23",)),
        ),
        Occasion.PROJECT: (
            Duty(
                N_(
                    "监督劳动条件和安全卫生设施同时设计、同时施工、同时投产使用，跟踪对工会意见的书面处理结果"
                ),
                ("union-24", "cq-union-23-2"),
            ),
        ),
        Occasion.WOMEN: (
            Duty(N_("代表女职工和未成年工与单位交涉，要求改正侵犯特殊权益的行为"), ("union-23-4",)),
            Duty(N_("监督用人单位遵守女职工劳动保护的规定"), ("women-12-2",)),
        ),
        Occasion.ALWAYS: (
            Duty(N_("监督安全生产工作，组织职工参加民主管理和民主监督"), ("safety-7", "cq-safety-5")),
            Duty(
                N_("监督用人单位遵守劳动法律法规、履行劳动合同和集体合同"),
                ("labour-88", "contract-78", "inspectorate-7"),
            ),
            Duty(
                N_("代表职工签订集体合同和劳动安全卫生专项集体合同，监督履行"),
                ("union-21", "contract-52", "disease-40"),
            ),
            Duty(
                N_("参加单位研究劳动保护、安全卫生问题和制定有关规章制度的会议"),
                ("union-39", "cq-union-20-4"),
            ),
            Duty(
                N_("监督职业病防治工作；督促并协助使用有毒物品的单位开展职业卫生工作"),
                ("disease-4-3", "toxic-8"),
            ),
            Duty(N_("监督用人单位的工伤保险工作"), ("injury-53",)),
            Duty(N_("派代表参加劳动能力鉴定委员会"), ("injury-24",)),
            Duty(N_("协助单位做好劳动安全卫生工作，推进职业安全健康教育"), ("union-31", "union-32")),
            Duty(N_("组织开展消防宣传教育"), ("fire-6-6",)),
        ),
    }
)


def duties_at_accident(regime: Regime, on: date, *, industry: str | None) -> list[Duty]:
    """The duties at an accident of the day ``on``: only by the law that governs it; ``industry`` tells a mine."""
    mine = regime is Regime.COAL_MINE or industry == grounds.MINING
    found = [*DUTIES[Occasion.ACCIDENT], *(DUTIES[Occasion.MINE_ACCIDENT] if mine else ())]
    held = [Duty(one.what, tuple(bases.governing(one.provisions, regime, on))) for one in found]
    return [one for one in held if one.provisions]
