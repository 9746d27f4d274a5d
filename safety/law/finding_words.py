"""What a finding's own words say that decides the law of its paper: orders, occupational hazards, poisons, coal mines.

A finding keeps no field for these, so its words are read narrowly: what they do not clearly say is not taken for found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

#: Words for a danger to health of 职业病防治法, and names of coal mines.
_HEALTH_DANGER = re.compile(
    "中暑|高温作业|噪声|辐射|射线|放射|缺氧|窒息|中毒|有毒|毒气|硫化氢|一氧化碳|氯气|氨气|职业病|职业危害|粉尘(?!.{0,2}爆)"
)
_COAL = re.compile("煤(?!层气)")
#: Poisons that work uses, unlike those that arise where nobody uses them.
_POISONS = re.compile("有毒物品|毒物|苯|甲醛|正己烷|氯乙烷|三氯乙烯|氰化|氯气|氨气|铅|汞|镉|锰|铬|砷")
_ORDERS = re.compile("违章指挥|强令[^，。；]{0,8}(冒险|违章|违规|进入|下井|入井|下池|下罐)")
#: Words by which orders are spoken of and were not found.
_ORDERS_FORBIDDEN = re.compile(
    "(制止|防止|杜绝|禁止|拒绝|举报|没有|未见|未发现|不存在)[^，。；]{0,6}(违章指挥|强令)|无(违章指挥|强令)"
)
_RULES_ON_ORDERS = re.compile("(违章指挥|强令)[^，。；]{0,8}(制度|规定|记录|台账|培训|教育|承诺|权利)")
#: These articles forbid reprisals too, so the finding's own words say which of both was found.
_REPRISAL = re.compile("报复|降低|解除|调岗|克扣")
_OVER = re.compile("超标|超限|(超过|超出)(?P<what>[^，。；]{0,8})")
_NOT_OVER = re.compile("(未|没|不|无|没有|未见|未发现|未检出|不存在)(有|任何|一项|明显)?$")
#: What is exceeded and is no value of the air or of noise: a term, an age, hours.
_TIME = re.compile("期|周期|年|月|天|日|小时|时间|次数|人数")
_BELOW_STANDARD = re.compile(
    "(浓度|强度|结果|噪声|温度|声级|指数)[^，。；]{0,8}不符合[^，。；]{0,10}(限值|标准)|不符合[^，。；]{0,8}限值"
)
_PROTECTION = re.compile(
    "防尘|除尘|防毒|排毒|通风|排风|送风|降温|隔热|隔声|消声|减振|防噪|防护(设施|设备|用品|装置|罩)"
    "|口罩|面罩|呼吸器|耳塞|喷雾|湿式|报警|洗眼|冲淋|冲洗"
)
_GONE = re.compile(
    "没有|无|缺|停用|停运|拆除|损坏|失效|故障|破损|堵塞|脱落|关闭|不运行|不转"
    "|未(安装|设|配|装|开|运行|使用|戴|佩戴|提供|采取|加装|启用|投用)"
)
_CLEARLY_GONE = re.compile("停用|停运|拆除|损坏|失效")
#: Papers and upkeep: what is missing there leaves the protection itself in place.
_UPKEEP = re.compile(
    "记录|台账|档案|报告|预案|方案|制度|规程|培训|演练|标识|公示|公布|检定|计划|清单|合同|票据|维护|检修|保养|检测|校准"
)


def _clauses(words: str) -> Iterator[str]:
    return (part for part in re.split("[，。；;,\n]", words) if part)


def are_orders(words: str, *, refused: bool) -> bool:
    """Whether orders against the rules were found; ``refused``: an article on refusing them was cited too."""
    if _REPRISAL.search(words):
        return False
    if refused and re.search("违章指挥|强令", words):
        return True
    return any(
        _ORDERS.search(one) and not _ORDERS_FORBIDDEN.search(one) and not _RULES_ON_ORDERS.search(one)
        for one in _clauses(words)
    )


def is_exceeded(words: str) -> bool:
    """Whether a measured value lies above its limit; a term that has passed and 未见超标 say no such thing."""
    if _BELOW_STANDARD.search(words):
        return True
    return any(
        not _NOT_OVER.search(words[: one.start()]) and not _TIME.search(one["what"] or "")
        for one in _OVER.finditer(words)
    )


def is_unprotected(words: str) -> bool:
    """Whether protection is missing or stopped, not only a record of it, its upkeep or a plan."""
    return any(
        _PROTECTION.search(one)
        and _GONE.search(one)
        and (_CLEARLY_GONE.search(one) or not _UPKEEP.search(one))
        for one in _clauses(words)
    )


def speak_of_health(words: str) -> bool:
    """Whether the words name a danger to health of 职业病防治法."""
    return _HEALTH_DANGER.search(words) is not None or _POISONS.search(words) is not None


def endanger_health(danger: str) -> bool:
    """Whether a danger, in the words of a proposal to withdraw, is one to health."""
    return _HEALTH_DANGER.search(danger) is not None


def name_a_poison(words: str) -> bool:
    """Whether a poison is named that work uses."""
    return _POISONS.search(words) is not None


def name_a_coal_mine(names: Iterable[str]) -> bool:
    """Whether a name of a mine is that of a coal mine."""
    return any(_COAL.search(one) for one in names)
