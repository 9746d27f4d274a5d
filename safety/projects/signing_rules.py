"""Who may sign what of a review: asked by the page before it offers the form, and by the operation.  No clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from safety.corrections.gate import Shut
from safety.errors import NotAllowed, NotPossibleNow
from safety.text import N_, Text


class SigningAct(StrEnum):
    """The three signatures that a review can take."""

    SIGN = "sign"
    COUNTER = "counter"
    SUPPLEMENT = "supplement"


@dataclass(frozen=True)
class Signer:
    """A person before a review: the appointments of today, and what stands there.

    ``for_union``: a signatory of the review's own union; ``above``: of a union above it.
    """

    member_id: UUID | None
    for_union: bool
    above: bool
    waits: bool = False
    proposed_by: UUID | None = None
    signed: bool = False
    signed_by: UUID | None = None
    needs_counter: bool = False


NO_SIGNATORY = "no_signatory"


def why_not(act: SigningAct, signer: Signer) -> Shut | None:
    """Why this person may not do ``act`` now; None when nothing stands in the way but the gates."""
    return _WHY[act](signer)


def check_may(act: SigningAct, signer: Signer) -> None:
    """Refuse ``act`` of a person who may not do it, or not now.

    Raises:
        NotAllowed: no appointment of today entitles to it.
        NotPossibleNow: code ``same_person``, ``nothing_to_sign`` or ``not_signed``.
    """
    shut = why_not(act, signer)
    if shut is None:
        return
    if shut.code == NO_SIGNATORY:
        raise NotAllowed(shut.sentence)
    raise NotPossibleNow(shut.sentence, code=shut.code)


def _sign(signer: Signer) -> Shut | None:
    if not signer.for_union:
        return _no_signatory()
    if not signer.waits:
        return Shut("nothing_to_sign", Text(N_("没有等待签署的结论，可能刚刚已被签署或撤回")))
    if signer.member_id in {None, signer.proposed_by}:
        return Shut("same_person", Text(N_("提出结论的人不能自己签署，须由另一名签署人签署")))
    return None


def _counter(signer: Signer) -> Shut | None:
    if not signer.needs_counter:
        return Shut("nothing_to_sign", Text(N_("没有等待会签的结论")))
    if signer.member_id in {None, signer.signed_by}:
        return Shut("same_person", Text(N_("签署人不能再作会签")))
    return None if signer.above else Shut(NO_SIGNATORY, Text(N_("会签须由上级工会当日有效的签署人办理")))


def _supplement(signer: Signer) -> Shut | None:
    if not signer.for_union:
        return _no_signatory()
    return None if signer.signed else Shut("not_signed", Text(N_("结论尚未签署，可以直接修改")))


def _no_signatory() -> Shut:
    return Shut(NO_SIGNATORY, Text(N_("签署须由本项目所属工会当日有效的签署人办理")))


_WHY: Mapping[SigningAct, Callable[[Signer], Shut | None]] = MappingProxyType(
    {SigningAct.SIGN: _sign, SigningAct.COUNTER: _counter, SigningAct.SUPPLEMENT: _supplement}
)
