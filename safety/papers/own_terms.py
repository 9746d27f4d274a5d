"""How a paper calls a day that no law sets: the union's own."""

from __future__ import annotations

from datetime import date

from safety.papers.rules import chinese_date

#: What follows the name of such a term in running text.
OWN = "由我会提出，不是法定期限"


def by_own_day(day: date, what: str, term: str = "答复期限") -> str:
    """于2026年3月16日前书面答复我会（答复期限由我会提出，不是法定期限）: whoever reads it is not told that a law says so."""
    return f"于{chinese_date(day)}前{what}（{term}{OWN}）"
