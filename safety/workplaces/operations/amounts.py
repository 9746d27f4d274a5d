"""Amounts of money as registers write them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from safety.errors import Invalid
from safety.folding.texts import fold
from safety.text import N_

_UNITS = (("亿元", 10**8), ("万元", 10**4), ("万", 10**4), ("元", 1), ("", 1))


def yuan_of(words: str, field: str, unit: int) -> Decimal | None:
    """An amount in yuan, of ``unit`` yuan each unless the cell names a unit itself; None for nothing.

    Raises:
        Invalid: it is no amount that can be (that field).
    """
    if not words:
        return None
    text = fold(words).replace(",", "").replace("¥", "")
    word, named = next((word, size) for word, size in _UNITS if text.endswith(word))
    try:
        amount = Decimal(text.removesuffix(word).strip()) * (named if word else unit)
        if not 0 <= amount <= 10**14:
            raise InvalidOperation
        return amount.quantize(Decimal("0.01"))
    except ArithmeticError as error:  # of decimal: no number, or one beyond all bounds
        raise Invalid(fields={field: [N_("不是有效的金额")]}) from error
