"""Which district a feature of a boundary file is: by its code or its name, old ones by the table of former districts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from safety.folding.texts import fold
from safety.reference.former_districts import successor_of_code, successor_of_name
from safety.text import N_, Text

#: Columns that hold codes and names, as programs and offices call them, the surest first.
CODE_COLUMNS = (
    "code", "adcode", "id", "gb", "pac", "xzqdm", "区划代码", "行政区划代码", "行政区代码", "区县代码", "代码",
)  # fmt: skip
NAME_COLUMNS = ("name", "xzqmc", "名称", "行政区名称", "区县名称", "区县", "district")
_DIGITS = 6
_CHINA = "156"
#: So many digits of a code say the province or municipality.
_PROVINCE = 2


@dataclass(frozen=True)
class Columns:
    """Which columns hold the code and the name; None: those that are recognised."""

    code: str | None = None
    name: str | None = None


#: Codes and names in the columns that are recognised.
ANY = Columns()


@dataclass
class Matched:
    """Features with ``code`` and ``name`` of today, what was read otherwise than it stands, and why others are refused."""

    features: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[Text] = field(default_factory=list)
    reasons: list[Text] = field(default_factory=list)
    #: Districts of which a former one is a part.
    joined: set[str] = field(default_factory=set)


def matched(features: list[Any], names: Mapping[str, str], columns: Columns) -> Matched:
    """The features of a file matched to districts; ``names`` are the present ones by code.

    A code of this municipality that is none of theirs is a new district, one of elsewhere is refused; without a code the name must be known.
    """
    found = Matched()
    for number, feature in enumerate(features, start=1):
        told = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(told, dict):
            found.reasons.append(Text(N_("第 %(n)s 个要素不是有属性的要素"), n=number))
            continue
        name = _name(told, columns.name)
        given = next(_codes(feature, told, columns.code), None)
        former = successor_of_name(name, names) or (given and successor_of_code(given, names))
        code = former or _code(given, name, names)
        contradiction = _contradicts(given, name, names)
        if code is not None and not _may_be_here(code, names):
            sentence = N_("第 %(n)s 个要素（%(name)s）的代码 %(code)s 不是本市区县的代码")
            found.reasons.append(Text(sentence, n=number, name=name or "—", code=code))
            continue
        if code is None or contradiction:
            sentence = N_("第 %(n)s 个要素（%(name)s %(code)s）认不出是哪个区县")
            if contradiction:
                sentence = N_("第 %(n)s 个要素的名称“%(name)s”和代码 %(code)s 是两个区县")
            found.reasons.append(Text(sentence, n=number, name=name or "—", code=given or ""))
            continue
        kept = names[code] if former else name
        if former or given is None:
            told_as = f"{name} {given or ''}".strip()
            found.remarks.append(Text(N_("%(old)s 按 %(new)s 读取"), old=told_as, new=f"{kept} {code}"))
        if former:
            found.joined.add(code)
        found.features.append({**feature, "properties": {**told, "code": code, "name": kept}})
    return found


def columns_in(features: list[Any]) -> list[str]:
    """The columns of a file's features, in their order."""
    rows = (one.get("properties") for one in features if isinstance(one, dict))
    return list(dict.fromkeys(str(name) for row in rows if isinstance(row, dict) for name in row))


def _name(told: Mapping[str, Any], column: str | None) -> str:
    if column is not None:
        return str(told.get(column) or "").strip()
    by_name = {fold(str(key)): value for key, value in told.items()}
    return next((str(by_name[one]).strip() for one in NAME_COLUMNS if by_name.get(one)), "")


def _codes(feature: Mapping[str, Any], told: Mapping[str, Any], column: str | None) -> Iterator[str]:
    """The six-digit codes that a feature bears, the surest first."""
    if column is not None:
        values = [told.get(column)]
    else:
        by_name = {fold(str(key)): value for key, value in told.items()}
        values = [*(by_name.get(one) for one in CODE_COLUMNS), feature.get("id")]
    yield from filter(None, map(_six_digits, values))


def _six_digits(value: object) -> str | None:
    """A code of six digits: of longer ones of places below it the first six where the rest is nothing, without 156 (China)."""
    digits = re.sub(r"\.0+$", "", str(value if value is not None else "").strip())
    if not digits.isascii() or not digits.isdigit():
        return None
    if len(digits) == len(_CHINA) + _DIGITS and digits.startswith(_CHINA):
        return digits[len(_CHINA) :]
    return digits[:_DIGITS] if len(digits) >= _DIGITS and not digits[_DIGITS:].strip("0") else None


def _code(given: str | None, name: str, names: Mapping[str, str]) -> str | None:
    if given is not None:
        return given
    known = [code for code, one in names.items() if fold(one) == fold(name)]
    return known[0] if len(known) == 1 else None


def _may_be_here(code: str, names: Mapping[str, str]) -> bool:
    """Whether a code lies under the municipality of the present districts (its first two digits)."""
    return not names or code[:_PROVINCE] in {one[:_PROVINCE] for one in names}


def _contradicts(given: str | None, name: str, names: Mapping[str, str]) -> bool:
    """Whether the code is one district of today and the name another one."""
    return given in names and name != names.get(given or "") and name in names.values()
