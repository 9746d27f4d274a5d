"""Surnames that are read otherwise than the character by itself.

Readings as they are commonly given for the surname; where two are in use, one was chosen.  The table was not compared
with a printed dictionary.  Compound surnames stand here where their first character is such a surname or is read otherwise by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SURNAMES: Mapping[str, str] = MappingProxyType(
    {
        "仇": "qiu2",
        "单": "shan4",
        "曾": "zeng1",
        "解": "xie4",
        "查": "zha1",
        "盖": "ge3",
        "区": "ou1",
        "任": "ren2",
        "华": "hua4",
        "朴": "piao2",
        "翟": "zhai2",
        "缪": "miao4",
        "覃": "qin2",
        "员": "yun4",
        "折": "she2",
        "种": "chong2",
        "阚": "kan4",
        "繁": "po2",
        "召": "shao4",
        "秘": "bi4",
        "薄": "bo2",
        "纪": "ji3",
        "乐": "yue4",
        "牟": "mu4",
        "隗": "wei3",
        "过": "guo1",
        "都": "du1",
        "祭": "zhai4",
        "燕": "yan1",
        "葛": "ge3",
        "卜": "bu3",
        "句": "gou1",
        "撒": "sa3",
        "相": "xiang4",
        "占": "zhan1",
        "干": "gan1",
        "洗": "xian3",
        "乜": "nie4",
        "哈": "ha3",
        "重": "chong2",
        "长": "chang2",
        "郇": "xun2",
        "尉迟": "yu4 chi2",
        "万俟": "mo4 qi2",
        "单于": "chan2 yu2",
        "长孙": "zhang3 sun1",
        "宰父": "zai3 fu3",
        "石抹": "shi2 mo4",
    }
)
