"""Who may sign a report, and with what: asked by the page before it offers the form, and by the operation."""

from __future__ import annotations

from dataclasses import dataclass

from safety.accidents.vocabulary import Outcome
from safety.corrections.gate import Shut
from safety.errors import NotAllowed, NotPossibleNow
from safety.text import N_, Text

NO_SEAT = "no_seat"
#: What can be done without having the report itself: refuse to sign it.
WITHOUT_FILE = frozenset({Outcome.REFUSED})


@dataclass(frozen=True)
class Signer:
    """A person before a version of the report: seat, declaration, what was signed, and whether its file is here.

    ``for_union``: an appointment of today to sign for the union that sits in the team.
    """

    seated: bool
    for_union: bool
    declared: bool
    newest: bool
    signed: bool
    has_file: bool


def why_not(signer: Signer, outcome: Outcome | None = None) -> Shut | None:
    """Why this person may not sign so; without ``outcome`` why not at all, the missing file aside."""
    if not signer.seated or not signer.for_union:
        return Shut(NO_SEAT, Text(N_("报告由派入调查组、当日任职有效的人员签署")))
    if not signer.declared:
        return Shut("not_declared", Text(N_("须先声明与事故没有直接利害关系，再签署报告")))
    if not signer.newest:
        return Shut("newer_version", Text(N_("已收到更新的报告版本，请签署最新的一版")))
    if signer.signed:
        return Shut("signed", Text(N_("您已经签署过这一版报告，签署不能修改")))
    if outcome is not None and outcome not in possible(signer):
        return Shut("no_file", Text(N_("报告文件还没有附上，不能签名；请先附上所签的报告文件")))
    return None


def possible(signer: Signer) -> tuple[Outcome, ...]:
    """What can be done with the version: without its file it can only be refused."""
    return tuple(one for one in Outcome if signer.has_file or one in WITHOUT_FILE)


def check_may(signer: Signer, outcome: Outcome) -> None:
    """Refuse to sign what this person may not sign, or not so.

    Raises:
        NotAllowed: no seat in the team, or no appointment to sign for its union.
        NotPossibleNow: code ``not_declared``, ``newer_version``, ``signed`` or ``no_file``.
    """
    shut = why_not(signer, outcome)
    if shut is None:
        return
    if shut.code == NO_SEAT:
        raise NotAllowed(shut.sentence)
    raise NotPossibleNow(shut.sentence, code=shut.code)
