"""Questions of a row that only a person can answer: whether it is about a known record, another one, or left out.

An answer is kept with the import, by row and by what it is about; ``ALL_ROWS`` answers for every row that asks.
A question that nobody answered refuses its row with its sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safety.errors import Invalid, NotPossibleNow
from safety.text import N_, Text
from safety.workplaces.operations.registers import Row

#: The row is about another record than those asked about; about the only one; it is not taken in.
NEW, SAME, LEAVE_OUT = "new", "same", "leave_out"
ALL_ROWS = "*"
MOST_ANSWERS = 20_000


@dataclass(frozen=True)
class Candidate:
    """A record that a row may be about: ``reference`` (its id, or ``row:N``) is the answer that means it."""

    reference: str
    name: str
    told: str = ""


class AskedError(Invalid):
    """A row could be about one of the ``candidates``, or (``may_be_new``) about another record; ``about`` says what."""

    def __init__(
        self,
        about: str,
        field: str,
        sentence: str | Text,
        candidates: Sequence[Candidate],
        *,
        may_be_new: bool = True,
    ) -> None:
        super().__init__(fields={field: [sentence]})
        self.about, self.candidates, self.may_be_new = about, list(candidates), may_be_new


class LeftOutError(Invalid):
    """A row that asks, and rows that ask are left out."""

    default_sentence = N_("这一行不导入")


def answer_to(row: Row, asked: AskedError) -> str:
    """What was answered to a row's question: ``NEW`` or a candidate's reference.

    Raises:
        AskedError: nothing, or nothing that fits by now.
        LeftOutError: what was answered for all rows that ask is to leave them out.
    """
    given = answers_in(row).get(asked.about)
    references = [one.reference for one in asked.candidates]
    if given == SAME and len(references) == 1:
        return references[0]
    if given in references or (given == NEW and asked.may_be_new):
        return str(given)
    if given == LEAVE_OUT:
        raise LeftOutError
    raise asked


def answers_in(row: Row) -> Mapping[str, str]:
    """What was answered about a row, by what it is about."""
    found: Mapping[str, str] = row.get("answers") or {}
    return found


def with_answers(row: Row, number: int, answers: Mapping[str, Mapping[str, str]] | None) -> Row:
    """The row with its number in the file and what was answered about it: for all rows, then for itself."""
    kept = answers or {}
    own = kept.get(str(number), {})
    given = {**kept.get(ALL_ROWS, {}), **own}
    return row | {"number": number, "answers": given, "left_out": LEAVE_OUT in own.values()}


def is_left_out(row: Row) -> bool:
    """Whether somebody said of this very row that it is not to be taken in."""
    return bool(row.get("left_out"))


def merged(
    kept: Mapping[str, Any] | None, given: Mapping[str, Mapping[str, str | None]], numbers: Iterable[int]
) -> dict[str, dict[str, str]]:
    """The kept answers with those that are given now; None takes one back.

    Raises:
        Invalid: the file has no such row (field ``answers.<row>``).
        NotPossibleNow: more answers than are kept.
    """
    known = {ALL_ROWS, *map(str, numbers)}
    result = {row: dict(answers) for row, answers in (kept or {}).items()}
    for row, answers in given.items():
        if row not in known:
            raise Invalid(fields={f"answers.{row}": [N_("文件里没有这一行")]})
        now: dict[str, str | None] = {**result.get(row, {}), **answers}
        result[row] = {about: answer for about, answer in now.items() if answer}
    result = {row: answers for row, answers in result.items() if answers}
    if len(result) > MOST_ANSWERS:
        raise NotPossibleNow(N_("逐行的选择过多，请在文件中改正后重新上传"), code="too_many_answers")
    return result
