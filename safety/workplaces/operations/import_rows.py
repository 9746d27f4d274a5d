"""Reading one row of a register: text by field into values, or a refusal that names the field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from safety.errors import Invalid
from safety.folding.texts import fold, why_refused
from safety.law import credit_code as codes
from safety.law.industries import SECTIONS
from safety.text import N_, Text
from safety.wire.labels import meant
from safety.workplaces import rules
from safety.workplaces.headings import kind_of
from safety.workplaces.operations.registers import Row
from safety.workplaces.rules import Position

_WHOLE = re.compile(r"-?[0-9]{1,12}(?:\.0+)?")
_DAY = re.compile(r"([0-9]{4})(?:([0-9]{2})([0-9]{2})|[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?)")


#: A long number as a spreadsheet rewrites it.
_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+[0-9]{2,3}")
#: The longest text a field takes, in characters.
LIMITS: Mapping[str, int] = {"name": 200, "employer": 200, "address": 300, "external_ref": 80}


def checked(row: Row, datum: rules.Datum) -> tuple[dict[str, Any], Position | None, str | None]:
    """A row's site values, its position as given, and its employer's credit code.

    Raises:
        Invalid: the first field that is wrong.
    """
    check_texts(row, LIMITS, needed=("name", "employer"))
    values = {
        "name": row["name"],
        "kind": kind_of(row.get("kind") or ""),
        "industry": industry_of(row.get("industry") or ""),
        "headcount": _headcount(row),
        "address": row.get("address") or None,
        "external_ref": row.get("external_ref") or None,
    }
    return values, position_of(row, datum), credit_code_of(row)


def check_texts(row: Row, limits: Mapping[str, int], needed: Sequence[str]) -> None:
    """Refuse a row whose shape could not be read, with a text too long, or without a needed one.

    Raises:
        Invalid: the first field that is wrong.
    """
    if row.get("unread"):
        raise Invalid(fields={name: [why] for name, why in row["unread"].items()})
    if "refused" in row:
        raise Invalid(fields={"outline": [row["refused"]]})
    for name in ("external_ref", "credit_code", "name", "employer"):
        if _ROUNDED.fullmatch(row.get(name) or ""):
            sentence = N_(
                "长数字已被表格软件改写为 %(words)s，后面的数位已丢失；请把这一列设为文本后重新填写"
            )
            raise Invalid(fields={name: [Text(sentence, words=row[name])]})
    for name, most in limits.items():
        if wrong := why_refused(row.get(name) or "", one_line=True):
            raise Invalid(fields={name: [wrong]})
        if len(row.get(name) or "") > most:
            raise Invalid(fields={name: [Text(N_("长度最多 %(high)s"), high=most)]})
    for name in needed:
        if not row.get(name):
            raise Invalid(fields={name: [N_("此项必填")]})


def credit_code_of(row: Row) -> str | None:
    """The employer's credit code.

    Raises:
        Invalid: it is none (field ``credit_code``).
    """
    return codes.check(row["credit_code"]) if row.get("credit_code") else None


def industry_of(words: str) -> str | None:
    """The section letter of an industry, given by letter or name.

    Raises:
        Invalid: there is none such (field ``industry``).
    """
    if not words:
        return None
    told = fold(words)
    whole = meant(words, SECTIONS)
    if whole is not None:
        return whole
    for letter, name in SECTIONS.items():
        bare = told.replace(fold(name), "").strip(" .、:-()")
        if fold(name) in told and bare == letter.lower():
            return letter
    raise Invalid(fields={"industry": [N_("不是国民经济行业门类，请填写门类字母或名称")]})


def _headcount(row: Row) -> int | None:
    count = whole_number(row, "headcount")
    rules.check_headcount(count)
    return count


def whole_number(row: Row, field: str) -> int | None:
    """A field's whole number; one with a fraction is none.

    Raises:
        Invalid: it is none (that field).
    """
    words = row.get(field) or ""
    if words and _WHOLE.fullmatch(words) is None:
        raise Invalid(fields={field: [Text(N_("请填写整数，文件中是“%(words)s”"), words=words[:40])]})
    return int(words.partition(".")[0]) if words else None


def position_of(row: Row, datum: rules.Datum) -> Position | None:
    """A row's position as given: its outline, else its point.

    Raises:
        Invalid: it is no pair of numbers (fields ``lon``, ``lat``).
    """
    if row.get("outline") is not None:
        return Position(datum=datum, outline=row["outline"])
    lon, lat = row.get("lon"), row.get("lat")
    if lon in {None, ""} and lat in {None, ""}:
        return None
    try:
        return Position(float(lon) if lon != "" else None, float(lat) if lat != "" else None, datum)  # type: ignore[arg-type]
    except (ValueError, TypeError) as error:
        sentence = N_("经纬度不是有效的数字")
        raise Invalid(fields={"lon": [sentence], "lat": [sentence]}) from error


def day_of(words: str, field: str) -> date | None:
    """A day as registers write it (2026-03-01, 2026/3/1, 2026年3月1日, 20260301); None for nothing.

    Raises:
        Invalid: it is none (that field).
    """
    if not words:
        return None
    parts = _DAY.fullmatch(words.strip())
    try:
        if parts is None:
            raise ValueError(words)
        return date(*(int(part) for part in parts.groups() if part))
    except ValueError as error:
        raise Invalid(fields={field: [N_("不是有效的日期")]}) from error
