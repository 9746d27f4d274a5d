"""Former counties of Chongqing and the districts that follow them: old names and codes in files still mean a place.

From the changes of GB/T 2260 since 1997; a code that was given to another district later is known by its old name only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Former:
    """A division that ended: its name, its code (None where the code is in use again), and the code of its successor."""

    name: str
    code: str | None
    successor: str


FORMER_DISTRICTS = (
    Former("綦江县", "500222", "500110"),
    Former("万盛区", None, "500110"),
    Former("大足县", "500225", "500111"),
    Former("双桥区", None, "500111"),
    Former("江津市", "500381", "500116"),
    Former("合川市", "500382", "500117"),
    Former("永川市", "500383", "500118"),
    Former("南川市", "500384", "500119"),
    Former("璧山县", "500227", "500120"),
    Former("铜梁县", "500224", "500151"),
    Former("潼南县", "500223", "500152"),
    Former("荣昌县", "500226", "500153"),
    Former("开县", "500234", "500154"),
    Former("梁平县", "500228", "500155"),
    Former("武隆县", "500232", "500156"),
)


def successor_of_name(name: str, names: Mapping[str, str]) -> str | None:
    """The code of the district among ``names`` (by code) that follows a former one of that name."""
    return _known((one.successor for one in FORMER_DISTRICTS if one.name == name), names)


def successor_of_code(code: str, names: Mapping[str, str]) -> str | None:
    """The code of the district among ``names`` that follows a former one of that code."""
    return _known((one.successor for one in FORMER_DISTRICTS if one.code == code), names)


def _known(codes: Iterable[str], names: Mapping[str, str]) -> str | None:
    return next((code for code in codes if code in names), None)
