"""The words of corrections: kinds, grades, states, facts, and how they are called on screen."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from safety.text import N_


class DemandKind(StrEnum):
    """Which duty's demand it is."""

    FINDING = "finding"
    OPINION = "opinion"
    CONDITION = "condition"
    MEASURE = "measure"


class FindingGrade(StrEnum):
    """The two grades of a hazard (安监总局令16号 Art 3); not to be mixed with the four risk colours."""

    ORDINARY = "ordinary"
    MAJOR = "major"


class Stance(StrEnum):
    """What the employer's reply says to a demand."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    REJECTED = "rejected"


class RecheckResult(StrEnum):
    """What a re-check (or a verification on paper) found for one demand."""

    PASSED = "passed"
    PARTLY = "partly"
    FAILED = "failed"


class DemandState(StrEnum):
    """Where a demand stands."""

    RAISED = "raised"
    DEMANDED = "demanded"
    REPLIED = "replied"
    UNCORRECTED = "uncorrected"
    REFERRED = "referred"
    AWAITING_SECOND = "awaiting_second"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class FactKind(StrEnum):
    """What has happened to a demand; facts are added and never edited."""

    RAISED = "raised"
    ADOPTED = "adopted"
    REJUDGED = "rejudged"
    TERM_SET = "term_set"
    DEMANDED = "demanded"
    DELIVERED = "delivered"
    REPLIED = "replied"
    NO_REPLY = "no_reply"
    REPLY_ACCEPTED = "reply_accepted"
    NOTICE_REVOKED = "notice_revoked"
    REMINDED = "reminded"
    RECHECKED = "rechecked"
    CLOSE_CONFIRMED = "close_confirmed"
    CLOSE_REFUSED = "close_refused"
    REFERRED = "referred"
    REFERRAL_ANSWERED = "referral_answered"
    REFERRAL_REVOKED = "referral_revoked"
    WITHDRAWN = "withdrawn"
    HANDED_OVER = "handed_over"
    CONTINUED = "continued"


KIND_LABELS: Mapping[DemandKind, str] = MappingProxyType(
    {
        DemandKind.FINDING: N_("隐患"),
        DemandKind.OPINION: N_("审查意见"),
        DemandKind.CONDITION: N_("附带条件"),
        DemandKind.MEASURE: N_("防范和整改措施"),
    }
)
GRADE_LABELS: Mapping[FindingGrade, str] = MappingProxyType(
    {FindingGrade.ORDINARY: N_("一般隐患"), FindingGrade.MAJOR: N_("重大隐患")}
)
STANCE_LABELS: Mapping[Stance, str] = MappingProxyType(
    {Stance.ADOPTED: N_("采纳"), Stance.PARTLY: N_("部分采纳"), Stance.REJECTED: N_("不采纳")}
)
RESULT_LABELS: Mapping[RecheckResult, str] = MappingProxyType(
    {
        RecheckResult.PASSED: N_("合格"),
        RecheckResult.PARTLY: N_("部分合格"),
        RecheckResult.FAILED: N_("不合格"),
    }
)
STATE_LABELS: Mapping[DemandState, str] = MappingProxyType(
    {
        DemandState.RAISED: N_("已登记，未发意见书"),
        DemandState.DEMANDED: N_("待答复"),
        DemandState.REPLIED: N_("已答复，待复查"),
        DemandState.UNCORRECTED: N_("复查未合格"),
        DemandState.REFERRED: N_("已提请处理"),
        DemandState.AWAITING_SECOND: N_("待第二人确认销号"),
        DemandState.CLOSED: N_("已销号"),
        DemandState.WITHDRAWN: N_("已撤回"),
    }
)
FACT_LABELS: Mapping[FactKind, str] = MappingProxyType(
    {
        FactKind.RAISED: N_("登记"),
        FactKind.ADOPTED: N_("由持证检查员采认"),
        FactKind.REJUDGED: N_("按检查员证的变更重新认定"),
        FactKind.TERM_SET: N_("确定期限"),
        FactKind.DEMANDED: N_("发出书面意见"),
        FactKind.DELIVERED: N_("送达"),
        FactKind.REPLIED: N_("用人单位答复"),
        FactKind.NO_REPLY: N_("期满不予答复"),
        FactKind.REPLY_ACCEPTED: N_("认可答复"),
        FactKind.NOTICE_REVOKED: N_("意见书作废"),
        FactKind.REMINDED: N_("催办"),
        FactKind.RECHECKED: N_("复查"),
        FactKind.CLOSE_CONFIRMED: N_("第二人确认销号"),
        FactKind.CLOSE_REFUSED: N_("第二人不同意销号"),
        FactKind.REFERRED: N_("提请有关部门处理"),
        FactKind.REFERRAL_ANSWERED: N_("部门答复"),
        FactKind.REFERRAL_REVOKED: N_("处理申请作废"),
        FactKind.WITHDRAWN: N_("撤回"),
        FactKind.HANDED_OVER: N_("移交责任人"),
        FactKind.CONTINUED: N_("重新提出"),
    }
)


class NoticeState(StrEnum):
    """Where a notice stands; what became of its findings is theirs to say."""

    DRAFT = "draft"
    ISSUED = "issued"
    DELIVERED = "delivered"
    SETTLED = "settled"
    REVOKED = "revoked"
    DISCARDED = "discarded"


class ReferralState(StrEnum):
    """Where an application to a department stands."""

    DRAFT = "draft"
    SENT = "sent"
    REVOKED = "revoked"


class Delivery(StrEnum):
    """How a paper reached the employer."""

    IN_PERSON = "in_person"
    POST = "post"
    ELECTRONIC = "electronic"
    LEFT = "left"


class ReplyVia(StrEnum):
    """Who entered the employer's reply."""

    UNION = "union"
    LINK = "link"


class RecheckMethod(StrEnum):
    """Whether the union went there or looked at papers."""

    ON_SITE = "on_site"
    ON_PAPER = "on_paper"


class ReferralKind(StrEnum):
    """What is asked of the department: to deal with a matter, or to let the union take part."""

    REFUSAL = "refusal"
    OVERDUE = "overdue"
    MAJOR = "major"
    NOT_INVITED = "not_invited"
    OBSTRUCTED = "obstructed"
    OTHER = "other"


class ReferralDecision(StrEnum):
    """What the department answered."""

    HANDLED = "handled"
    ORDERED = "ordered"
    PASSED_ON = "passed_on"
    DECLINED = "declined"


class EvacuationDecision(StrEnum):
    """What the employer decided about withdrawing people."""

    WITHDRAWN = "withdrawn"
    PARTLY = "partly"
    REFUSED = "refused"


NOTICE_STATE_LABELS: Mapping[NoticeState, str] = MappingProxyType(
    {
        NoticeState.DRAFT: N_("草稿"),
        NoticeState.ISSUED: N_("已签发，未登记送达"),
        NoticeState.DELIVERED: N_("已送达"),
        NoticeState.SETTLED: N_("已办结"),
        NoticeState.REVOKED: N_("已作废"),
        NoticeState.DISCARDED: N_("草稿已弃用"),
    }
)
REFERRAL_STATE_LABELS: Mapping[ReferralState, str] = MappingProxyType(
    {
        ReferralState.DRAFT: N_("草稿"),
        ReferralState.SENT: N_("已发出"),
        ReferralState.REVOKED: N_("已作废"),
    }
)
DELIVERY_LABELS: Mapping[Delivery, str] = MappingProxyType(
    {
        Delivery.IN_PERSON: N_("当面送达"),
        Delivery.POST: N_("邮寄"),
        Delivery.ELECTRONIC: N_("电子送达"),
        Delivery.LEFT: N_("留置送达（拒收，有见证人）"),
    }
)
VIA_LABELS: Mapping[ReplyVia, str] = MappingProxyType(
    {ReplyVia.UNION: N_("工会录入"), ReplyVia.LINK: N_("单位通过链接提交")}
)
METHOD_LABELS: Mapping[RecheckMethod, str] = MappingProxyType(
    {RecheckMethod.ON_SITE: N_("现场复查"), RecheckMethod.ON_PAPER: N_("书面核验")}
)
REFERRAL_KIND_LABELS: Mapping[ReferralKind, str] = MappingProxyType(
    {
        ReferralKind.REFUSAL: N_("拒不采纳或拒不整改"),
        ReferralKind.OVERDUE: N_("逾期未整改或未答复"),
        ReferralKind.MAJOR: N_("重大隐患报告"),
        ReferralKind.NOT_INVITED: N_("未通知工会参加"),
        ReferralKind.OBSTRUCTED: N_("阻挠监督检查或打击报复"),
        ReferralKind.OTHER: N_("其他事项"),
    }
)
REFERRAL_DECISION_LABELS: Mapping[ReferralDecision, str] = MappingProxyType(
    {
        ReferralDecision.HANDLED: N_("已处理"),
        ReferralDecision.ORDERED: N_("已责令整改"),
        ReferralDecision.PASSED_ON: N_("已转其他部门"),
        ReferralDecision.DECLINED: N_("不予受理"),
    }
)
EVACUATION_LABELS: Mapping[EvacuationDecision, str] = MappingProxyType(
    {
        EvacuationDecision.WITHDRAWN: N_("全部撤离"),
        EvacuationDecision.PARTLY: N_("部分撤离"),
        EvacuationDecision.REFUSED: N_("未撤离"),
    }
)
COLOUR_LABELS: Mapping[str, str] = MappingProxyType(
    {"red": N_("红"), "orange": N_("橙"), "yellow": N_("黄"), "blue": N_("蓝")}
)
#: The colour of a finding that has to be dealt with at once.
DANGER_COLOUR = "red"
