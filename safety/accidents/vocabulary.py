"""The words of accident investigations: channels, seats, activities, opinions, signatures, and their labels."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from safety.text import N_


class OpinionStatus(StrEnum):
    """Where an opinion stands, for filters."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    REJECTED = "rejected"
    ANSWERED = "answered"


OPINION_STATUS_LABELS: Mapping[OpinionStatus, str] = MappingProxyType(
    {
        OpinionStatus.WAITING: N_("待答复"),
        OpinionStatus.OVERDUE: N_("逾期未答复"),
        OpinionStatus.REJECTED: N_("未采纳"),
        OpinionStatus.ANSWERED: N_("已答复"),
    }
)


class Channel(StrEnum):
    """How the news of an accident reached the union."""

    DEPARTMENT = "department"
    EMPLOYER = "employer"
    WORKER = "worker"
    NEWS = "news"
    PHONE = "phone"
    LETTER = "letter"
    OTHER = "other"


CHANNEL_LABELS: Mapping[Channel, str] = MappingProxyType(
    {
        Channel.DEPARTMENT: N_("部门通知"),
        Channel.EMPLOYER: N_("用人单位报告"),
        Channel.WORKER: N_("职工反映"),
        Channel.NEWS: N_("新闻报道"),
        Channel.PHONE: N_("电话"),
        Channel.LETTER: N_("来信来函"),
        Channel.OTHER: N_("其他渠道"),
    }
)


class CaseState(StrEnum):
    """How far an accident's handling has come, as the union sees it."""

    REGISTERED = "registered"
    INVESTIGATING = "investigating"
    REPORTED = "reported"
    APPROVED = "approved"
    CLOSED = "closed"


CASE_STATE_LABELS: Mapping[CaseState, str] = MappingProxyType(
    {
        CaseState.REGISTERED: N_("已登记"),
        CaseState.INVESTIGATING: N_("调查中"),
        CaseState.REPORTED: N_("已收到报告"),
        CaseState.APPROVED: N_("已批复"),
        CaseState.CLOSED: N_("已归档"),
    }
)


class UnionPart(StrEnum):
    """Whether the union takes part in the investigation."""

    NONE = "none"
    ASKED = "asked"
    TAKING_PART = "taking_part"
    NOT_INVITED = "not_invited"


UNION_PART_LABELS: Mapping[UnionPart, str] = MappingProxyType(
    {
        UnionPart.NONE: N_("尚未参加"),
        UnionPart.ASKED: N_("已要求参加"),
        UnionPart.TAKING_PART: N_("已参加"),
        UnionPart.NOT_INVITED: N_("未获邀请"),
    }
)


class SeatState(StrEnum):
    """A union's seat in the investigation team."""

    ASKED = "asked"
    GIVEN = "given"
    NAMED = "named"
    NOT_INVITED = "not_invited"
    REPLACED = "replaced"
    ENDED = "ended"


SEAT_STATE_LABELS: Mapping[SeatState, str] = MappingProxyType(
    {
        SeatState.ASKED: N_("已要求参加"),
        SeatState.GIVEN: N_("已同意，待派员"),
        SeatState.NAMED: N_("已派员"),
        SeatState.NOT_INVITED: N_("未获邀请"),
        SeatState.REPLACED: N_("已换人"),
        SeatState.ENDED: N_("已结束"),
    }
)
#: A seat that lets its union see the case.
IN_THE_TEAM = frozenset({SeatState.GIVEN, SeatState.NAMED, SeatState.REPLACED, SeatState.ENDED})


class ActivityKind(StrEnum):
    """What a member did in an investigation."""

    SCENE = "scene"
    INTERVIEW = "interview"
    MEETING = "meeting"
    DOCUMENTS = "documents"
    FAMILY = "family"
    APPRAISAL = "appraisal"
    OTHER = "other"


ACTIVITY_LABELS: Mapping[ActivityKind, str] = MappingProxyType(
    {
        ActivityKind.SCENE: N_("现场勘查"),
        ActivityKind.INTERVIEW: N_("询问谈话"),
        ActivityKind.MEETING: N_("会议"),
        ActivityKind.DOCUMENTS: N_("查阅资料"),
        ActivityKind.FAMILY: N_("看望家属"),
        ActivityKind.APPRAISAL: N_("技术鉴定"),
        ActivityKind.OTHER: N_("其他活动"),
    }
)


class About(StrEnum):
    """What an opinion of the union is about."""

    CAUSES = "causes"
    RESPONSIBILITY = "responsibility"
    HANDLING = "handling"
    MEASURES = "measures"
    COMPENSATION = "compensation"


ABOUT_LABELS: Mapping[About, str] = MappingProxyType(
    {
        About.CAUSES: N_("事故原因"),
        About.RESPONSIBILITY: N_("事故责任"),
        About.HANDLING: N_("责任人处理"),
        About.MEASURES: N_("防范和整改措施"),
        About.COMPENSATION: N_("伤亡职工待遇和补偿"),
    }
)


class Outcome(StrEnum):
    """What the union's person did with the report."""

    SIGNED = "signed"
    RESERVED = "reserved"
    REFUSED = "refused"


OUTCOME_LABELS: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.SIGNED: N_("签名（无保留）"),
        Outcome.RESERVED: N_("保留意见签名"),
        Outcome.REFUSED: N_("拒绝签名"),
    }
)


class Sheet(StrEnum):
    """A sheet that is made of what a case holds; each is the paper kind of the same value."""

    PARTICIPATION_RECORD = "participation_record"
    MEASURE_SHEET = "measure_sheet"
    APPROVAL_SHEET = "approval_sheet"


class HandoverKind(StrEnum):
    """How an investigation came to somebody else than the law names first."""

    TAKEN_OVER = "taken_over"
    ENTRUSTED = "entrusted"


HANDOVER_LABELS: Mapping[HandoverKind, str] = MappingProxyType(
    {
        HandoverKind.TAKEN_OVER: N_("上级提级调查"),
        HandoverKind.ENTRUSTED: N_("委托调查"),
    }
)


class Concealment(StrEnum):
    """What was wrong with the report of an accident."""

    LATE = "late"
    OMITTED = "omitted"
    FALSE = "false"
    CONCEALED = "concealed"


CONCEALMENT_LABELS: Mapping[Concealment, str] = MappingProxyType(
    {
        Concealment.LATE: N_("迟报"),
        Concealment.OMITTED: N_("漏报"),
        Concealment.FALSE: N_("谎报"),
        Concealment.CONCEALED: N_("瞒报"),
    }
)


class Sex(StrEnum):
    """A person's sex, as recorded."""

    MALE = "male"
    FEMALE = "female"


SEX_LABELS: Mapping[Sex, str] = MappingProxyType({Sex.MALE: N_("男"), Sex.FEMALE: N_("女")})


class ExtensionOf(StrEnum):
    """Which term was extended."""

    REPORT = "report"
    APPROVAL = "approval"
    INJURY = "injury"


EXTENSION_LABELS: Mapping[ExtensionOf, str] = MappingProxyType(
    {
        ExtensionOf.REPORT: N_("提交调查报告"),
        ExtensionOf.APPROVAL: N_("批复"),
        ExtensionOf.INJURY: N_("用人单位申请工伤认定"),
    }
)


class InjuryApplicant(StrEnum):
    """Who applied for 工伤认定."""

    EMPLOYER = "employer"
    WORKER = "worker"
    UNION = "union"


APPLICANT_LABELS: Mapping[InjuryApplicant, str] = MappingProxyType(
    {
        InjuryApplicant.EMPLOYER: N_("用人单位"),
        InjuryApplicant.WORKER: N_("职工或者近亲属"),
        InjuryApplicant.UNION: N_("工会"),
    }
)
