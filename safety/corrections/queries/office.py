"""Acts on demands that were done after their person's last day in office, as it is known today."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from safety.access.permissions import Permission
from safety.corrections.models import DemandFact
from safety.corrections.rights import RIGHTS
from safety.corrections.rules import FactKind
from safety.corrections.vocabulary import DemandKind
from safety.law.days import shanghai_date
from safety.people.queries.office import last_days_in_office


def done_after_office(facts: Iterable[DemandFact], kind: DemandKind | str) -> dict[uuid.UUID, date]:
    """By fact, the last day in office of who adopted, delivered or confirmed, where the act was later.

    ``kind`` is that of the demands; re-checks and papers have marks of their own.
    """
    rights = RIGHTS[DemandKind(kind)]
    needed = {
        FactKind.ADOPTED: Permission.INSPECTION_ADOPT,
        FactKind.DELIVERED: rights.raise_ if kind == DemandKind.FINDING else rights.handle,
        FactKind.CLOSE_CONFIRMED: rights.close_major,
        FactKind.CLOSE_REFUSED: rights.close_major,
    }
    told = [one for one in facts if one.by_id and one.kind in needed]
    found: dict[uuid.UUID, date] = {}
    for permission in {needed[FactKind(one.kind)] for one in told}:
        own = {
            one.id: (one.by_id, shanghai_date(one.at))
            for one in told
            if needed[FactKind(one.kind)] == permission
        }
        left = last_days_in_office(own.values(), permission)
        found |= {fact: left[act] for fact, act in own.items() if act in left}
    return found
