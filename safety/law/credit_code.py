"""The unified social credit code (GB 32100-2015), with the inner organisation code (GB 11714-1997).

18 characters: registration department, category, six digits of district, nine of organisation code
(eight and a check character), and a check character over the other seventeen.
"""

from __future__ import annotations

import string
import unicodedata

from safety.errors import Invalid
from safety.text import N_, Text

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
#: 3^(i-1) mod 31, for the first seventeen characters (GB 32100-2015, 6.1).
WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
#: GB 11714-1997, for the eight characters before the organisation code's own check character.
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORGANISATION = slice(8, 16)


_LOWER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase, string.whitespace + "-")


def normalised(code: str) -> str:
    """``code`` as it is kept: spaces and hyphens left out, upper case; full-width characters stay as they are."""
    return code.translate(_LOWER)


def folded(code: str) -> str:
    """``code`` as forms and imports hand it to ``check`` and show it: full-width forms made plain, and normalised."""
    return normalised(unicodedata.normalize("NFKC", code))


def _refused(sentence: Text) -> Invalid:
    return Invalid(sentence, code="credit_code", fields={"credit_code": [sentence]})


def check_character(body: str) -> str:
    """The 18th character for the seventeen of ``body``."""
    total = sum(ALPHABET.index(c) * weight for c, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def organisation_check(body: str) -> str:
    """The check character of an organisation code's eight characters (0–9, A–Z)."""
    total = sum(int(c, 36) * weight for c, weight in zip(body, ORGANISATION_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def check(code: str) -> str:
    """The normalised code.

    Raises:
        Invalid: field ``credit_code``: a wrong length; else the first illegal character, by its place;
            else that the 18th does not match the others.
    """
    found = normalised(code)
    if len(found) != LENGTH:
        raise _refused(Text(N_("统一社会信用代码应为 18 位，现为 %(n)s 位"), n=len(found)))
    for place, character in enumerate(found, start=1):
        if character not in ALPHABET:
            raise _refused(
                Text(N_("第 %(place)s 位“%(character)s”不是允许的字符"), place=place, character=character)
            )
        if 3 <= place <= 8 and not character.isdigit():
            raise _refused(
                Text(N_("第 %(place)s 位“%(character)s”应为数字"), place=place, character=character)
            )
    if check_character(found[:-1]) != found[-1]:
        raise _refused(Text(N_("第 18 位校验码“%(character)s”与前 17 位不符"), character=found[-1]))
    return found


def warnings(code: str) -> list[Text]:
    """What is odd about a valid code: some old certificates fail the inner check, so it is no refusal.

    Raises:
        Invalid: as ``check``.
    """
    found = check(code)
    if organisation_check(found[ORGANISATION]) != found[16]:
        return [Text(N_("第 9–17 位（组织机构代码）的校验码不符，请核对证照"))]
    return []


def complete(start: str) -> str:
    """A code for demonstrations and tests: ``start`` is the first sixteen characters, checks are added.

    Raises:
        ValueError: ``start`` is no sixteen characters of the alphabet.
    """
    begun = normalised(start)
    if len(begun) != LENGTH - 2:
        raise ValueError(f"sixteen characters are needed, not {len(begun)}")
    body = begun + organisation_check(begun[ORGANISATION])
    return body + check_character(body)
