"""What can be done with a seat in an investigation team."""

from __future__ import annotations

from datetime import datetime

from safety.accidents.vocabulary import SeatState
from safety.errors import NotPossibleNow
from safety.text import N_

_SEAT_ACTS = {
    SeatState.ASKED: frozenset({"give", "not_invited", "letter"}),
    SeatState.NOT_INVITED: frozenset({"give"}),
    SeatState.GIVEN: frozenset({"name", "end"}),
    SeatState.NAMED: frozenset({"declare", "replace", "end", "letter"}),
    SeatState.REPLACED: frozenset(),
    SeatState.ENDED: frozenset(),
}


def seat_acts(state: SeatState, *, declared: bool) -> frozenset[str]:
    """What can be done with a seat now; the declaration is made once."""
    found: frozenset[str] = _SEAT_ACTS[state]
    return found - {"declare"} if declared else found


def letter_is_out(paper_id: object, revoked_at: datetime | None) -> bool:
    """Whether a letter about a seat went out and still stands."""
    return paper_id is not None and revoked_at is None


def check_seat_act(act: str, state: SeatState, *, declared: bool) -> None:
    """Refuse what a seat's state does not allow.

    Raises:
        NotPossibleNow: code ``seat_state``.
    """
    if act not in seat_acts(state, declared=declared):
        raise NotPossibleNow(N_("席位目前的状态不能这样办理，可能刚刚被别人更改"), code="seat_state")
