"""What the law asks of a construction project: its words, and the facts that its terms are computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from safety.text import N_


class Track(StrEnum):
    """Which facilities are designed, built and put into use together with the main works."""

    SAFETY = "safety"
    HEALTH = "health"


class SpecialWorks(StrEnum):
    """Works with rules of their own."""

    COAL_MINE = "coal_mine"
    MEDICAL_RADIATION = "medical_radiation"


class HazardClass(StrEnum):
    """The class of a project's occupational hazards (职业病危害风险分类)."""

    SEVERE = "severe"
    CONSIDERABLE = "considerable"
    ORDINARY = "ordinary"


class Organiser(StrEnum):
    """Who organises an acceptance: the project's owner (建设单位) or an authority."""

    OWNER = "owner"
    AUTHORITY = "authority"


class Step(StrEnum):
    """The days of a project that terms count from or are met by."""

    DESIGN_APPLIED = "design_applied_on"
    DESIGN_ACCEPTED = "design_accepted_on"
    DESIGN_DECIDED = "design_decided_on"
    PRE_EVALUATION_RECEIVED = "pre_evaluation_received_on"
    PRE_EVALUATION_DECIDED = "pre_evaluation_decided_on"
    TRIAL_BEGAN = "trial_began_on"
    TRIAL_ENDED = "trial_ended_on"
    EFFECT_EVALUATED = "effect_evaluated_on"
    ACCEPTANCE_PLAN_SENT = "acceptance_plan_sent_on"
    SAFETY_ACCEPTED = "safety_accepted_on"
    HEALTH_ACCEPTED = "health_accepted_on"
    ACCEPTANCE_REPORTED = "acceptance_reported_on"
    USED = "used_on"


#: Steps entered as a day of the project itself; those of the trial run and of use follow from its stages.
ENTERED = tuple(one for one in Step if one not in {Step.TRIAL_BEGAN, Step.TRIAL_ENDED, Step.USED})

SPECIAL_LABELS: Mapping[SpecialWorks, str] = MappingProxyType(
    {
        SpecialWorks.COAL_MINE: N_("煤矿建设项目"),
        SpecialWorks.MEDICAL_RADIATION: N_("医疗机构放射性建设项目"),
    }
)
CLASS_LABELS: Mapping[HazardClass, str] = MappingProxyType(
    {
        HazardClass.SEVERE: N_("严重"),
        HazardClass.CONSIDERABLE: N_("较重"),
        HazardClass.ORDINARY: N_("一般"),
    }
)
ORGANISER_LABELS: Mapping[Organiser, str] = MappingProxyType(
    {Organiser.OWNER: N_("建设单位"), Organiser.AUTHORITY: N_("行政主管部门")}
)
STEP_LABELS: Mapping[Step, str] = MappingProxyType(
    {
        Step.DESIGN_APPLIED: N_("安全设施设计审查申请"),
        Step.DESIGN_ACCEPTED: N_("安全设施设计审查受理"),
        Step.DESIGN_DECIDED: N_("安全设施设计审查决定"),
        Step.PRE_EVALUATION_RECEIVED: N_("卫生行政部门收到预评价报告"),
        Step.PRE_EVALUATION_DECIDED: N_("预评价报告审核决定"),
        Step.TRIAL_BEGAN: N_("试运行开始"),
        Step.TRIAL_ENDED: N_("试运行结束"),
        Step.EFFECT_EVALUATED: N_("职业病危害控制效果评价"),
        Step.ACCEPTANCE_PLAN_SENT: N_("职业病防护设施验收方案报告"),
        Step.SAFETY_ACCEPTED: N_("安全设施验收"),
        Step.HEALTH_ACCEPTED: N_("职业病防护设施验收"),
        Step.ACCEPTANCE_REPORTED: N_("职业病防护设施验收书面报告"),
        Step.USED: N_("投入使用"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Works:
    """A project as its terms see it; ``days`` holds what is recorded, ``planned`` what is planned of the same."""

    facilities: frozenset[Track]
    high_risk: bool = False
    mine: bool = False
    special: SpecialWorks | None = None
    hazard_class: HazardClass | None = None
    days: Mapping[Step, date] = field(default_factory=dict)
    planned: Mapping[Step, date] = field(default_factory=dict)

    @property
    def marks(self) -> frozenset[str]:
        """What a rule may ask for: high risk, a mine, special works, the class of hazards.

        A mine is among the works of 安全生产法 32-34 and so of high risk, whoever ticked what.
        """
        found = {str(one) for one in (self.special, self.hazard_class) if one}
        ticks = {"high_risk": self.high_risk or self.mine, "mine": self.mine}
        return frozenset(found | {name for name, holds in ticks.items() if holds})
