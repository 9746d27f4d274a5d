"""What a demand asks by itself, before an officer changes its words: at once, by a plan, or within the union's own term."""

from __future__ import annotations

from dataclasses import dataclass

from safety.corrections.vocabulary import FindingGrade
from safety.law import at_once
from safety.law.grounds import UNSAID, Ground, Said

#: Papers are written in Chinese.
USUAL_DEMAND = "在期限内消除隐患；消除前采取安全措施，防止发生事故。"
USUAL_MAJOR_DEMAND = (
    "立即停用有关设备设施或者停止有关作业，采取安全措施，隐患消除前不得恢复；"
    "在期限内制定整改方案（目标、措施、经费、责任人员、完成时限和应急措施）并书面告知我会，按方案完成整改。"
)
USUAL_DANGER_DEMAND = "立即停止有关作业，消除危险；危险消除前不得恢复作业。"
#: A 重大 hazard that allows no day has its plan by the day of the written reply.
PLAN_WITH_REPLY = (
    "制定整改方案（目标、措施、经费、责任人员、完成时限和应急措施），随书面答复告知我会，按方案完成整改。"
)
#: Of what words told and a person said is not so, nothing is left to remove: what is asked is that it is looked into.
DENIED_DEMAND = "在期限内核实有关情况，纠正存在的问题，并将核实和处理结果书面告知我会。"
#: Pay, hours and the rights of women are no hazard.
RIGHTS_DEMAND = "在期限内改正，并将处理结果书面告知我会。"


@dataclass(frozen=True)
class Judged:
    """A finding as it was judged; ``red``: by its score work cannot go on; ``forbidden``: what a forbidding law asks at once."""

    grade: FindingGrade
    ground: Ground
    red: bool = False
    forbidden: str = ""
    denied: bool = False
    said: Said = UNSAID

    @property
    def at_once(self) -> bool:
        """Whether it allows no day."""
        return self.red or bool(at_once.demands_of(self.ground))

    @property
    def settled(self) -> bool:
        """Whether no later day may be set."""
        return at_once.is_settled(self.ground, self.said)


def usual_demand(judged: Judged) -> str:
    """What the form proposes to ask."""
    major = judged.grade is FindingGrade.MAJOR
    if judged.at_once:
        stop = judged.red and not judged.ground.orders
        asked = at_once.demands_of(judged.ground)
        urgent = [USUAL_DANGER_DEMAND] * stop + [one.asks for one in asked]
        unsafe_too = judged.ground.conditions and not stop and all(one.is_of_rights for one in asked)
        return "".join([*urgent, USUAL_DEMAND * (unsafe_too and not major), PLAN_WITH_REPLY * major])
    if major:
        return USUAL_MAJOR_DEMAND
    if judged.denied:
        return DENIED_DEMAND
    rights = judged.ground.is_of_rights and not judged.ground.conditions
    return judged.forbidden + (RIGHTS_DEMAND if rights else USUAL_DEMAND)
