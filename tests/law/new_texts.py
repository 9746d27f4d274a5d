"""Files of new versions of laws, as an administrator would import them; what they say is invented."""

from __future__ import annotations

UNION_23 = "单位不提供劳动安全卫生条件的，工会代表职工交涉并要求改正。"


def new_union_law(*, day: str = "2026-10-01", article: int = 33, read: bool = True, more: str = "") -> str:
    """工会法 as of a day: union-23 has moved to another article, union-25 is there unread, the others are gone."""
    head = 'checked_to = 2026-11-01\nchecked_by = "黄涛"\nsource = "国家法律法规数据库"\n' if read else ""
    return f"""
name = "中华人民共和国工会法"
version = "示例修正"
in_force_from = {day}
rank = "law"
{head}
[provision.union-23]
article = {article}
item = 2
says = "{UNION_23}"
read = {"true" if read else "false"}

[provision.union-25]
article = 25
says = "未读的条文。"
{more}
"""
