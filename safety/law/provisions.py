"""Provisions of law as data: what they say in our own words, where they stand, and whether we read them.

``confidence`` follows the project's rule: ``S`` the text itself was read; ``s`` an excerpt or a secondary
page; ``K`` general knowledge.  Only ``S`` may be cited with its article on a paper that goes out: of any
other the law's name alone is printed, and screens mark it 待核.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

UNCHECKED_MARK = "待核"


@dataclass(frozen=True)
class Law:
    """A law, regulation or standard in one version; ``since`` is the first day of that version, when known."""

    name: str
    version: str
    since: str | None = None


@dataclass(frozen=True)
class Provision:
    """One article: what it says, restated, and how sure we are."""

    law: Law
    article: str
    says: str
    confidence: str = "S"

    @property
    def checked(self) -> bool:
        """Whether its text was read, so that the article may be cited."""
        return self.confidence == "S"

    def cite(self) -> str:
        """For screens: 《law》(version) article, marked 待核 when the text was not read."""
        cited = f"《{self.law.name}》（{self.law.version}）{self.article}"
        return cited if self.checked else f"{cited}（{UNCHECKED_MARK}）"

    def printed(self) -> str:
        """For papers that go out: an unread article is not named."""
        return f"《{self.law.name}》{self.article if self.checked else ''}"


UNION_LAW = Law("中华人民共和国工会法", "2021年修正", "2022-01-01")
SAFETY_LAW = Law("中华人民共和国安全生产法", "2021年修正", "2021-09-01")
DISEASE_LAW = Law("中华人民共和国职业病防治法", "2018年修正", "2018-12-29")
ORDER_493 = Law("生产安全事故报告和调查处理条例", "国务院令第493号", "2007-06-01")
MINE_LAW = Law("中华人民共和国矿山安全法", "现行", None)
CHONGQING_UNION = Law("重庆市工会条例", "2011年修正", "2011-11-25")
CHONGQING_SAFETY = Law("重庆市安全生产条例", "2015年文本", None)
INJURY_INSURANCE = Law("工伤保险条例", "现行", None)
HAZARD_RULES = Law("安全生产事故隐患排查治理暂行规定", "安监总局令第16号", "2008-02-01")
THREE_AT_ONCE = Law("建设项目安全设施“三同时”监督管理办法", "安监总局令第36号，第77号修正", "2015-05-01")
DISEASE_THREE = Law("建设项目职业病防护设施“三同时”监督管理办法", "安监总局令第90号", "2017-05-01")
CHONGQING_149 = Law("渝办发〔2005〕149号", "2005-06-27", "2005-06-27")

PROVISIONS: Mapping[str, Provision] = MappingProxyType(
    {
        "union-23": Provision(
            UNION_LAW,
            "第二十三条",
            "单位不提供劳动安全卫生条件的，工会代表职工交涉并要求改正；单位应予研究处理并向工会答复；拒不改正的，工会可以提请当地人民政府处理。",
        ),
        "union-24": Provision(
            UNION_LAW,
            "第二十四条",
            "工会对新建、扩建企业和技术改造工程中的劳动条件和安全卫生设施与主体工程同时设计、同时施工、同时投产使用进行监督；对工会的意见应认真处理并书面通知结果。",
        ),
        "union-25": Provision(
            UNION_LAW,
            "第二十五条",
            "发现违章指挥、强令冒险作业或明显重大事故隐患和职业危害的，工会有权提出解决的建议，单位应及时研究答复；危及职工生命安全的，有权建议撤离现场，单位必须及时作出处理决定。",
        ),
        "union-26": Provision(
            UNION_LAW, "第二十六条", "工会有权对侵犯职工合法权益的问题进行调查，有关单位应予协助。"
        ),
        "union-27": Provision(
            UNION_LAW,
            "第二十七条",
            "职工因工伤亡事故和其他严重危害职工健康问题的调查处理，必须有工会参加；工会提出的意见应及时研究并答复。",
        ),
        "union-39": Provision(
            UNION_LAW, "第三十九条", "召开讨论劳动安全卫生等涉及职工切身利益的会议，必须有工会代表参加。"
        ),
        "union-54": Provision(
            UNION_LAW,
            "第五十四条",
            "妨碍工会参加职工因工伤亡事故调查处理的，由县级以上人民政府责令改正、依法处理。",
        ),
        "safety-7": Provision(
            SAFETY_LAW, "第七条", "工会依法对安全生产工作进行监督；制定或修改安全生产规章制度应听取工会意见。"
        ),
        "safety-31": Provision(
            SAFETY_LAW,
            "第三十一条",
            "新建、改建、扩建工程项目的安全设施必须与主体工程同时设计、同时施工、同时投入生产和使用，投资纳入概算。",
        ),
        "safety-32": Provision(
            SAFETY_LAW,
            "第三十二条",
            "矿山、金属冶炼建设项目和用于生产、储存、装卸危险物品的建设项目应进行安全评价。",
        ),
        "safety-33": Provision(
            SAFETY_LAW,
            "第三十三条",
            "安全设施的设计人、设计单位对设计负责；矿山等建设项目的安全设施设计应报有关部门审查。",
        ),
        "safety-34": Provision(
            SAFETY_LAW,
            "第三十四条",
            "矿山等建设项目必须按批准的设计施工；竣工投入生产或者使用前由建设单位组织安全设施验收，验收合格后方可投入。",
        ),
        "safety-41": Provision(
            SAFETY_LAW,
            "第四十一条",
            "建立安全风险分级管控和事故隐患排查治理制度，如实记录并向从业人员通报；重大事故隐患排查治理情况应及时向监管部门和职工大会或职工代表大会报告。",
        ),
        "safety-60": Provision(
            SAFETY_LAW,
            "第六十条",
            "工会对“三同时”进行监督、提出意见；对违法行为有权要求纠正，发现违章指挥、冒险作业或事故隐患有权提出解决建议，单位应及时研究答复；危及生命安全时有权建议撤离，单位必须立即处理；有权参加事故调查。",
        ),
        "safety-86": Provision(
            SAFETY_LAW,
            "第八十六条",
            "事故调查报告应依法公布；批复后一年内，负责事故调查处理的部门应对整改和防范措施落实情况进行评估并公开结果。",
        ),
        "disease-18": Provision(
            DISEASE_LAW,
            "第十八条",
            "建设项目的职业病防护设施与主体工程同时设计、同时施工、同时投入生产和使用；竣工验收前应进行职业病危害控制效果评价，由建设单位组织验收。",
        ),
        "disease-40": Provision(
            DISEASE_LAW,
            "第四十条",
            "工会有权要求用人单位纠正违反职业病防治法律法规的行为；发现危及生命健康的情形，有权建议组织劳动者撤离危险现场，用人单位应立即处理；有权参与职业病危害事故调查处理。",
        ),
        "order-493-3": Provision(
            ORDER_493,
            "第三条",
            "按死亡、重伤人数和直接经济损失分为特别重大、重大、较大、一般四级；“以上”含本数，“以下”不含本数。",
        ),
        "order-493-6": Provision(
            ORDER_493, "第六条", "工会依法参加事故调查处理，有权向有关部门提出处理意见。"
        ),
        "order-493-10": Provision(
            ORDER_493,
            "第十条",
            "接到事故报告后，逐级上报每级不超过二小时，并通知公安机关、劳动保障行政部门、工会和人民检察院。",
        ),
        "order-493-13": Provision(
            ORDER_493,
            "第十三条",
            "事故发生之日起三十日内（道路交通、火灾事故七日内）伤亡人数变化的，应及时补报。",
        ),
        "order-493-22": Provision(
            ORDER_493,
            "第二十二条",
            "事故调查组由人民政府、安全监管部门、有关部门、监察机关、公安机关以及工会派人组成。",
        ),
        "order-493-27": Provision(ORDER_493, "第二十七条", "技术鉴定所需时间不计入事故调查期限。"),
        "order-493-29": Provision(
            ORDER_493,
            "第二十九条",
            "事故发生之日起六十日内提交调查报告；经批准可以延长，延长的期限最长不超过六十日。",
        ),
        "order-493-32": Provision(
            ORDER_493,
            "第三十二条",
            "重大、较大、一般事故自收到调查报告之日起十五日内批复；特别重大事故三十日内批复，可延长不超过三十日。",
        ),
        "order-493-33": Provision(
            ORDER_493, "第三十三条", "事故发生单位应落实防范和整改措施，接受工会和职工的监督。"
        ),
        "mine-23": Provision(
            MINE_LAW,
            "第二十三条",
            "矿山企业工会依法维护职工生产安全的合法权益，组织职工对矿山安全工作进行监督。",
        ),
        "mine-25": Provision(
            MINE_LAW,
            "第二十五条",
            "矿山企业工会发现违章指挥、强令冒险作业或者明显重大事故隐患和职业危害，有权提出解决的建议；发现危及职工生命安全的情况，有权建议撤离。",
        ),
        "cq-union-22": Provision(CHONGQING_UNION, "第二十二条", "工会监督时，单位应如实提供情况。"),
        "cq-union-23-1": Provision(
            CHONGQING_UNION,
            "第二十三条第一款",
            "工会可以进入作业场所检查，提出限期整改意见，要求处理并作出明确答复。",
        ),
        "cq-union-23-2": Provision(
            CHONGQING_UNION,
            "第二十三条第二款",
            "工会对新建、扩建、改建和技术改造工程的劳动条件和安全卫生设施的设计审查、竣工验收进行监督；对工会意见应在规定期限内处理并书面答复。",
        ),
        "cq-union-23-3": Provision(
            CHONGQING_UNION, "第二十三条第三款", "工会参加事故的调查处理，有权要求追究责任。"
        ),
        "cq-union-44-2": Provision(
            CHONGQING_UNION,
            "第四十四条第二款",
            "县级以上人民政府或有关部门应自收到工会申请之日起三十日内作出处理决定，并书面通知工会。",
        ),
        "cq-safety-44": Provision(
            CHONGQING_SAFETY,
            "第四十四条",
            "一般事故由区县调查，较大、重大事故由市调查。2024 年修订文本未核。",
        ),
        "cq-safety-46": Provision(
            CHONGQING_SAFETY,
            "第四十六条",
            "收到调查报告十五日内批复；批复后三十日内抄送有关部门。2024 年修订文本未核。",
        ),
        "cq-safety-48": Provision(
            CHONGQING_SAFETY,
            "第四十八条",
            "下落不明人员自事故发生之日起满三十日（道路交通、火灾事故满七日）按死亡人数计算并重新确定等级。2024 年修订文本未核。",
        ),
        "injury-17": Provision(
            INJURY_INSURANCE, "第十七条", "单位三十日内、职工或近亲属及工会一年内申请工伤认定。"
        ),
        "hazard-16-3": Provision(HAZARD_RULES, "第三条", "事故隐患分为一般事故隐患和重大事故隐患。", "s"),
        "three-at-once": Provision(
            THREE_AT_ONCE, "", "建设项目安全设施的设计审查、施工、试运行和竣工验收。", "s"
        ),
        "disease-three": Provision(DISEASE_THREE, "", "建设项目职业病防护设施的评价、设计和验收。", "s"),
        "cq-149-6": Provision(
            CHONGQING_149,
            "第六条",
            "各级政府支持工会开展安全生产群众监督，参加新建、扩建、改建工程项目设计审查与竣工验收和事故调查处理。",
        ),
    }
)


def provision(key: str) -> Provision:
    """The provision by its key.

    Raises:
        KeyError: there is none; keys are written in code, so that is a mistake in it.
    """
    return PROVISIONS[key]
