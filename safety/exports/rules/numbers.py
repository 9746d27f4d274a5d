"""Every number of the return: what it is called, what it means, who may see it, and how rates come of it.

The set follows RULEBOOK 10 (a form of the national union was not found): a city union may add or rename.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from safety.access.permissions import Permission as P
from safety.exports.rules.kinds import GROUP_LABELS, Group, Kept, Number, Rate
from safety.papers.rules import LABELS as PAPER_LABELS
from safety.text import N_

__all__ = [
    "GROUP_LABELS",
    "NUMBERS",
    "RATES",
    "Group",
    "Kept",
    "Number",
    "Rate",
    "entered_numbers",
    "of_group",
    "year_of",
]


_PEOPLE = (
    Number(
        "inspectors",
        Group.PEOPLE,
        N_("工会劳动保护监督检查员"),
        N_("期末日任职为检查员的人数"),
        P.MEMBER_READ,
    ),
    Number(
        "certified",
        Group.PEOPLE,
        N_("其中持有效检查员证"),
        N_("期末日任职且检查员证有效的人数"),
        P.MEMBER_READ,
    ),
    Number(
        "committees",
        Group.PEOPLE,
        N_("基层劳动保护监督检查委员会"),
        N_("期末数，由工会填报"),
        P.RETURN_READ,
        Kept.STOCK,
    ),
    Number(
        "committee_members",
        Group.PEOPLE,
        N_("委员会委员人数"),
        N_("期末数，由工会填报"),
        P.RETURN_READ,
        Kept.STOCK,
    ),
    Number(
        "group_inspectors",
        Group.PEOPLE,
        N_("工会小组劳动保护检查员"),
        N_("期末数，由工会填报"),
        P.RETURN_READ,
        Kept.STOCK,
    ),
    Number(
        "trainings", Group.PEOPLE, N_("劳动保护培训期数"), N_("期内数，由工会填报"), P.RETURN_READ, Kept.FLOW
    ),
    Number("trained", Group.PEOPLE, N_("培训人次"), N_("期内数，由工会填报"), P.RETURN_READ, Kept.FLOW),
)
_CHECKS = (
    Number(
        "inspections", Group.CHECKS, N_("监督检查次数"), N_("期内开始并已提交的现场检查"), P.INSPECTION_READ
    ),
    Number(
        "sites_checked",
        Group.CHECKS,
        N_("受检场所"),
        N_("期内至少检查过一次的场所，按检查时的责任工会计"),
        P.INSPECTION_READ,
    ),
    Number("rechecks", Group.CHECKS, N_("复查次数"), N_("期内的现场复查和书面核验"), P.CORRECTION_READ),
)
_HAZARDS = (
    Number(
        "found",
        Group.HAZARDS,
        N_("查出隐患"),
        N_("期内（按检查当日）发现、截止登记日已登记且未撤回的隐患"),
        P.CORRECTION_READ,
    ),
    Number(
        "corrected",
        Group.HAZARDS,
        N_("其中已整改"),
        N_("期内查出的隐患中，截止登记日已销号的"),
        P.CORRECTION_READ,
    ),
    Number(
        "major_found",
        Group.HAZARDS,
        N_("查出重大隐患"),
        N_("期内（按检查当日）发现、截止登记日已登记且未撤回的重大隐患"),
        P.CORRECTION_READ,
    ),
    Number(
        "major_corrected",
        Group.HAZARDS,
        N_("其中已整改（重大）"),
        N_("期内查出的重大隐患中，截止登记日已销号的"),
        P.CORRECTION_READ,
    ),
    Number(
        "closed_in_period",
        Group.HAZARDS,
        N_("期内销号"),
        N_("期内销号的隐患，不论何时查出"),
        P.CORRECTION_READ,
    ),
    Number(
        "open_at_end",
        Group.HAZARDS,
        N_("期末未整改"),
        N_("期末日终了时仍未销号的全部隐患"),
        P.CORRECTION_READ,
    ),
    Number(
        "overdue_at_end",
        Group.HAZARDS,
        N_("其中已逾期"),
        N_("期末未整改的隐患中，期末日已过整改期限的"),
        P.CORRECTION_READ,
    ),
)
_OPINIONS = (
    Number(
        "notices", Group.OPINIONS, N_("发出监督检查意见书"), N_("期内签发且未作废的意见书"), P.CORRECTION_READ
    ),
    Number(
        "notices_answered",
        Group.OPINIONS,
        N_("其中已答复"),
        N_("上述意见书中，截止登记日已收到答复的"),
        P.CORRECTION_READ,
    ),
    Number(
        "notices_on_time",
        Group.OPINIONS,
        N_("其中按期答复"),
        N_("首次答复在意见书所定答复期限内收到的"),
        P.CORRECTION_READ,
    ),
    Number("referrals", Group.OPINIONS, N_("提请有关部门处理"), N_("期内发出的处理申请"), P.CORRECTION_READ),
    Number(
        "referrals_answered",
        Group.OPINIONS,
        N_("其中部门已答复"),
        N_("上述处理申请中，截止登记日已答复的"),
        P.CORRECTION_READ,
    ),
    Number(
        "referrals_on_time",
        Group.OPINIONS,
        N_("其中 30 日内答复"),
        N_("收到后 30 日内答复的；法定期限只用于侵犯工会自身权利的申请，其余是工会自己提出的期限"),
        P.CORRECTION_READ,
    ),
    Number("evacuations", Group.OPINIONS, N_("提出撤离建议"), N_("期内提出的撤离建议"), P.CORRECTION_READ),
    Number(
        "evacuated",
        Group.OPINIONS,
        N_("其中已撤离"),
        N_("用人单位决定全部或部分撤离的"),
        P.CORRECTION_READ,
    ),
)
_PROJECTS = tuple(
    Number(key, Group.PROJECTS, label, meaning, P.PROJECT_READ)
    for key, label, meaning in (
        ("projects", N_("登记项目"), N_("期内登记的建设项目")),
        ("projects_safety", N_("其中涉及安全设施"), N_("上述项目按类别；两类都有的，各计一次")),
        ("projects_health", N_("其中涉及职业病防护设施"), N_("上述项目按类别；两类都有的，各计一次")),
        ("reviews_opened", N_("审查和验收"), N_("期内登记的设计审查和竣工验收，含未获邀请的")),
        ("reviews_attended", N_("其中工会参加"), N_("上述审查和验收中，截止登记日工会已到会或到场的")),
        ("reviews_not_invited", N_("其中未邀请工会"), N_("上述审查和验收中未邀请工会的")),
        ("design_reviews", N_("签署设计审查意见"), N_("期内签署结论的设计审查")),
        (
            "design_reviews_safety",
            N_("其中安全设施（设计）"),
            N_("上述设计审查按项目类别；两类都有的，各计一次"),
        ),
        (
            "design_reviews_health",
            N_("其中职业病防护设施（设计）"),
            N_("上述设计审查按项目类别；两类都有的，各计一次"),
        ),
        ("acceptances", N_("签署竣工验收意见"), N_("期内签署结论的竣工验收")),
        (
            "acceptances_safety",
            N_("其中安全设施（验收）"),
            N_("上述竣工验收按项目类别；两类都有的，各计一次"),
        ),
        (
            "acceptances_health",
            N_("其中职业病防护设施（验收）"),
            N_("上述竣工验收按项目类别；两类都有的，各计一次"),
        ),
        (
            "used_without_union",
            N_("未经工会验收即投用"),
            N_("期内投入使用、截止登记日仍无工会验收结论的项目"),
        ),
        ("project_opinions", N_("提出审查、验收意见"), N_("期内发出且未撤回的意见和附带条件")),
        ("project_opinions_answered", N_("其中已答复（项目）"), N_("上述意见中，截止登记日已答复的")),
        ("project_opinions_adopted", N_("其中已采纳"), N_("最近一次答复为采纳或部分采纳的")),
    )
)
_ACCIDENTS = tuple(
    Number(key, Group.ACCIDENTS, label, meaning, P.ACCIDENT_READ)
    for key, label, meaning in (
        ("accidents", N_("事故起数"), N_("期内发生、截止登记日已登记的事故")),
        ("accidents_ordinary", N_("其中一般事故"), N_("按截止登记日已知的伤亡和损失定级")),
        ("accidents_larger", N_("其中较大事故"), N_("按截止登记日已知的伤亡和损失定级")),
        ("accidents_major", N_("其中重大事故"), N_("按截止登记日已知的伤亡和损失定级")),
        ("accidents_extraordinary", N_("其中特别重大事故"), N_("按截止登记日已知的伤亡和损失定级")),
        ("accidents_ungraded", N_("其中等级待核"), N_("等级标准待核或尚未认定，没有定级的事故")),
        ("accidents_unchecked", N_("其中等级依据待核"), N_("已定级，但所依据的条文未核对到事故当日的事故")),
        ("accidents_level_open", N_("其中调查层级待核"), N_("由哪一级调查所依据的条文待核的事故")),
        (
            "deaths",
            N_("死亡人数"),
            N_("截止登记日最近一次登记的数，加上到该日按死亡统计的下落不明人员"),
        ),
        (
            "deaths_missing",
            N_("其中下落不明按死亡统计"),
            N_("到截止登记日已满规定日数、仍下落不明的人数；所依据的条文待核的，在事件明细中标明"),
        ),
        (
            "deaths_missing_unread",
            N_("其中按死亡统计的依据待核"),
            N_("上述下落不明人员中，按死亡统计所依据的条文在事故当日待核的"),
        ),
        (
            "deaths_late",
            N_("其中期限后死亡"),
            N_("上述死亡人员中，事故发生 30 日（道路交通、火灾事故 7 日）以后死亡的，不改变事故等级"),
        ),
        ("deaths_members", N_("死亡人员中的工会会员"), N_("按逐人登记的伤亡人员计")),
        ("deaths_migrants", N_("死亡人员中的农民工"), N_("按逐人登记的伤亡人员计")),
        ("serious_injuries", N_("重伤人数"), N_("截止登记日最近一次登记的数，含急性工业中毒")),
        ("serious_members", N_("重伤人员中的工会会员"), N_("按逐人登记的伤亡人员计")),
        ("serious_migrants", N_("重伤人员中的农民工"), N_("按逐人登记的伤亡人员计")),
        (
            "unnamed",
            N_("未逐人登记的死亡和重伤人员"),
            N_("死亡（不含下落不明）和重伤人数减去逐人登记的人数：他们是否会员、农民工不详"),
        ),
        (
            "members_unknown",
            N_("逐人登记中是否会员不详"),
            N_("逐人登记的死亡和重伤人员中，没有填写是否工会会员的，不计入会员"),
        ),
        (
            "migrants_unknown",
            N_("逐人登记中是否农民工不详"),
            N_(
                "逐人登记的死亡和重伤人员中，没有填写是否农民工的，不计入农民工；用工形式与是否农民工分开登记"
            ),
        ),
        ("slight_injuries", N_("轻伤人数"), N_("截止登记日最近一次登记的数")),
        ("direct_loss", N_("直接经济损失（元）"), N_("截止登记日最近一次登记的数")),
        (
            "occupational_events",
            N_("职业危害事件"),
            N_("上述事故中，有急性工业中毒人员、登记了职业病诊断，或类别为中毒（旧标准为中毒和窒息）的"),
        ),
        ("poisoned", N_("急性工业中毒人数"), N_("截止登记日最近一次登记的数，已计入重伤人数")),
        ("accidents_with_union", N_("工会参加调查的事故"), N_("上述事故中，截止登记日工会已派员参加的")),
        ("activities", N_("参与调查活动"), N_("期内开展的活动次数")),
        ("accident_opinions", N_("对事故提出意见"), N_("期内提出的意见")),
        ("accident_opinions_answered", N_("其中已答复（事故）"), N_("上述意见中，截止登记日已答复的")),
        ("accident_opinions_adopted", N_("其中已采纳（事故）"), N_("答复为采纳或部分采纳的")),
        ("reports_signed", N_("在调查报告上签名"), N_("期内签名，含保留意见签名")),
        ("reports_reserved", N_("其中保留意见或拒签"), N_("期内保留意见签名或拒绝签名")),
        ("measures", N_("监督的防范和整改措施"), N_("期内登记且未撤回的措施")),
        ("measures_verified", N_("其中已核验落实"), N_("上述措施中，截止登记日已销号的")),
    )
)
_HARM_TYPED = tuple(
    Number(key, Group.ACCIDENTS, label, meaning, P.RETURN_READ, Kept.FLOW)
    for key, label, meaning in (
        (
            "occupational_elsewhere",
            N_("未登记为事故的职业危害事件"),
            N_("期内数，由工会填报；已在登记册登记为事故的不填"),
        ),
        ("occupational_patients", N_("新诊断职业病人数"), N_("期内数，由工会填报")),
    )
)
_PAPERS = tuple(
    Number(
        f"papers_{kind}",
        Group.PAPERS,
        label,
        N_("期内签发、截止登记日未撤销也未被替换的"),
        P.PAPER_READ,
    )
    for kind, label in PAPER_LABELS.items()
)
_WORKERS = tuple(
    Number(key, Group.WORKERS, label, meaning, P.RETURN_READ, kept)
    for key, label, meaning, kept in (
        ("employees", N_("职工平均人数"), N_("期内平均数，由工会填报，作为千人率的分母"), Kept.STOCK),
        ("contracts", N_("劳动安全卫生专项集体合同"), N_("期末有效份数，由工会填报"), Kept.STOCK),
        ("ankang_units", N_("“安康杯”竞赛参赛单位"), N_("期末数，由工会填报"), Kept.STOCK),
        ("ankang_teams", N_("“安康杯”竞赛参赛班组"), N_("期末数，由工会填报"), Kept.STOCK),
        ("ankang_workers", N_("“安康杯”竞赛参赛职工"), N_("期末数，由工会填报"), Kept.STOCK),
        ("suggestions", N_("职工安全合理化建议"), N_("期内数，由工会填报"), Kept.FLOW),
        ("suggestions_adopted", N_("其中被采纳"), N_("期内数，由工会填报"), Kept.FLOW),
        ("joint_meetings", N_("与政府联席会议"), N_("期内次数，由工会填报"), Kept.FLOW),
        ("meeting_items_closed", N_("联席会议办结事项"), N_("期内数，由工会填报"), Kept.FLOW),
    )
)
NUMBERS: Mapping[str, Number] = MappingProxyType(
    {
        one.key: one
        for part in (
            _PEOPLE,
            _CHECKS,
            _HAZARDS,
            _OPINIONS,
            _PROJECTS,
            _ACCIDENTS,
            _HARM_TYPED,
            _PAPERS,
            _WORKERS,
        )
        for one in part
    }
)
RATES: tuple[Rate, ...] = (
    Rate("certified_rate", Group.PEOPLE, N_("持证率"), "certified", "inspectors"),
    Rate("correction_rate", Group.HAZARDS, N_("整改率"), "corrected", "found"),
    Rate("major_correction_rate", Group.HAZARDS, N_("重大隐患整改率"), "major_corrected", "major_found"),
    Rate("answer_rate", Group.OPINIONS, N_("答复率"), "notices_answered", "notices"),
    Rate("on_time_rate", Group.OPINIONS, N_("按期答复率"), "notices_on_time", "notices"),
    Rate(
        "referral_rate",
        Group.OPINIONS,
        N_("处理申请 30 日内答复率（含工会自定期限）"),
        "referrals_on_time",
        "referrals",
    ),
    Rate("review_rate", Group.PROJECTS, N_("工会参加率"), "reviews_attended", "reviews_opened"),
    Rate(
        "project_adoption_rate",
        Group.PROJECTS,
        N_("意见采纳率"),
        "project_opinions_adopted",
        "project_opinions",
    ),
    Rate("union_share", Group.ACCIDENTS, N_("工会参加调查率"), "accidents_with_union", "accidents"),
    Rate(
        "accident_adoption_rate",
        Group.ACCIDENTS,
        N_("事故意见采纳率"),
        "accident_opinions_adopted",
        "accident_opinions",
    ),
    Rate("verified_rate", Group.ACCIDENTS, N_("措施落实率"), "measures_verified", "measures"),
    Rate("death_rate", Group.ACCIDENTS, N_("千人死亡率"), "deaths", "employees", 1000),
    Rate("serious_rate", Group.ACCIDENTS, N_("千人重伤率"), "serious_injuries", "employees", 1000),
    Rate("suggestion_rate", Group.WORKERS, N_("建议采纳率"), "suggestions_adopted", "suggestions"),
)


def entered_numbers() -> tuple[Number, ...]:
    """The numbers that a union enters itself."""
    return tuple(one for one in NUMBERS.values() if one.is_typed)


def of_group(group: Group, *, typed: bool = False) -> tuple[Number, ...]:
    """The numbers of one part that registers count, or those that a union types."""
    return tuple(one for one in NUMBERS.values() if one.group is group and one.is_typed is typed)


def year_of(kept: Kept, quarters: Iterable[int | None]) -> int | None:
    """A year's figure from those of its quarters (None: not entered), when the year's own was not entered."""
    entered = [one for one in quarters if one is not None]
    if not entered:
        return None
    return sum(entered) if kept is Kept.FLOW else entered[-1]
