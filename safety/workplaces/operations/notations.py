"""Numbers and degrees as people and programs write them, in plain digits; the preview tells what was read otherwise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from safety.folding.texts import fold
from safety.reference.former_districts import successor_of_code, successor_of_name

_COUNT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:人|名|个)?")
_DEGREES = re.compile(
    r"(?P<before>[NSEW北南东西]?)[纬经]?:?\s*(?P<d>[0-9]{1,3})\s*[°º度d]\s*(?:(?P<m>[0-9]{1,2}(?:\.[0-9]+)?)\s*['′’分m]\s*)?"
    r"(?:(?P<s>[0-9]{1,2}(?:\.[0-9]+)?)\s*(?:[\"″”秒s]|''|′′)?\s*)?(?P<after>[NSEW北南东西]?)[纬经]?",
    re.IGNORECASE,
)
_DECIMAL = re.compile(
    r"(?:[NE]|北纬|东经)?:?\s*(-?[0-9]{1,3}(?:[.,][0-9]+)?)\s*[°º度]?\s*(?:[NE]|北纬|东经)?", re.IGNORECASE
)
_NEGATIVE = frozenset("SW南西")
_SEXAGESIMAL = 60.0


def count_written(words: str) -> str:
    """A number of people without full-width digits, thousands' commas and its unit; anything else as it is."""
    found = _COUNT.fullmatch("".join(unicodedata.normalize("NFKC", words).split()))
    return found.group(1).replace(",", "") if found else words


def degrees_written(words: str) -> str:
    """Degrees as a decimal number with a point; anything else as it is."""
    text = unicodedata.normalize("NFKC", words).strip()
    plain = _DECIMAL.fullmatch(text)
    if plain is not None:
        return plain.group(1).replace(",", ".")
    found = _DEGREES.fullmatch(text)
    if found is None:
        return words
    minutes, seconds = float(found["m"] or 0), float(found["s"] or 0)
    if minutes >= _SEXAGESIMAL or seconds >= _SEXAGESIMAL:
        return words
    degrees = float(found["d"]) + minutes / 60 + seconds / 3600
    sign = "-" if (found["before"] or found["after"]).upper() in _NEGATIVE else ""
    return f"{sign}{degrees:.8f}".rstrip("0").rstrip(".")


def district_meant(words: str, names: Mapping[str, str]) -> str | None:
    """The code of the district that words mean: its code, its name, a short name (涪陵) that only one has, or a former one (梁平县)."""
    plain = [code for code, name in names.items() if words == name]
    if plain:
        return plain[0]
    told = fold(words).removeprefix("重庆市")
    if told[:6] in names and told[6:].strip("0") == "":
        return told[:6]
    exact = [code for code, name in names.items() if fold(name) == told]
    short = [code for code, name in names.items() if len(told) > 1 and fold(name).startswith(told)]
    found = exact or short
    if found:
        return found[0] if len(found) == 1 else None
    return successor_of_name(told, names) or successor_of_code(told, names)
