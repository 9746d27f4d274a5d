"""Which permission each act on a kind of demand wants, and what a person may see of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from safety.access.permissions import Permission as P
from safety.access.scope import Actor, Scope
from safety.corrections.vocabulary import DemandKind


@dataclass(frozen=True)
class KindRights:
    """Which permission each act on a kind of demand wants."""

    read: P
    raise_: P
    handle: P
    recheck: P
    close_major: P = P.CORRECTION_CLOSE_MAJOR
    refer: P = P.NOTICE_ISSUE


RIGHTS: Mapping[DemandKind, KindRights] = MappingProxyType(
    {
        DemandKind.FINDING: KindRights(
            P.CORRECTION_READ, P.INSPECTION_RECORD, P.CORRECTION_HANDLE, P.CORRECTION_RECHECK
        ),
        DemandKind.OPINION: KindRights(P.PROJECT_READ, P.PROJECT_RECORD, P.PROJECT_RECORD, P.PROJECT_RECORD),
        DemandKind.CONDITION: KindRights(
            P.PROJECT_READ, P.PROJECT_RECORD, P.PROJECT_RECORD, P.PROJECT_RECORD
        ),
        DemandKind.MEASURE: KindRights(
            P.ACCIDENT_READ,
            P.ACCIDENT_RECORD,
            P.ACCIDENT_RECORD,
            P.ACCIDENT_RECORD,
            refer=P.ACCIDENT_RECORD,
        ),
    }
)
#: Which demands a person may see: for each kind, the scope of its own reading permission.
Sight = Mapping[DemandKind, Scope]


def sight_of(actor: Actor) -> Sight:
    """The kinds of demand ``actor`` may read, each with the scope of that right."""
    scopes = {kind: actor.scope(rights.read) for kind, rights in RIGHTS.items()}
    return {kind: scope for kind, scope in scopes.items() if not scope.is_empty}
