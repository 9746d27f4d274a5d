"""The tree of unions as it was: totals of a past period follow the line of that day."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from safety.audit.models import AuditEntry
from safety.database import session
from safety.folding.readings import order_of
from safety.people.models import Union


@dataclass(frozen=True)
class Node:
    """A union where it stood in the tree."""

    id: uuid.UUID
    name: str
    level: str
    parent_id: uuid.UUID | None
    district_code: str | None


@dataclass(frozen=True)
class Tree:
    """All unions by id, and which stand directly below which, in the order of district and name."""

    nodes: Mapping[uuid.UUID, Node]
    below: Mapping[uuid.UUID | None, list[Node]]

    def branch(self, union_id: uuid.UUID, depth: int = 0) -> Iterator[tuple[Node, int]]:
        """The union and all below it, parents before children, with how deep each lies."""
        yield self.nodes[union_id], depth
        for child in self.below.get(union_id, ()):
            yield from self.branch(child.id, depth + 1)

    def children(self, union_id: uuid.UUID) -> list[Node]:
        """The unions directly below."""
        return self.below.get(union_id, [])


def tree_before(moment: datetime) -> Tree:
    """The tree as it stood just before ``moment``: today's, with the changes since undone as the audit tells.

    Unions founded since are kept where they are: they have no records of an earlier period.
    """
    nodes = {
        one.id: Node(one.id, one.name, one.level, one.parent_id, one.district_code)
        for one in session.scalars(select(Union))
    }
    changes = select(AuditEntry.record_id, AuditEntry.change).where(
        AuditEntry.kind == "union", AuditEntry.action == "union_changed", AuditEntry.at >= moment
    )
    for record_id, change in session.execute(changes.order_by(AuditEntry.at.desc(), AuditEntry.seq.desc())):
        node = nodes.get(uuid.UUID(record_id))
        if node is not None:
            nodes[node.id] = _undone(node, change.get("before", {}))
    below: dict[uuid.UUID | None, list[Node]] = {}
    for node in sorted(
        nodes.values(), key=lambda one: (one.level, one.district_code or "~", order_of(one.name))
    ):
        below.setdefault(node.parent_id, []).append(node)
    return Tree(nodes, below)


def _undone(node: Node, before: Mapping[str, Any]) -> Node:
    parent = before.get("parent_id")
    return replace(
        node,
        name=before.get("name", node.name),
        level=before.get("level", node.level),
        parent_id=uuid.UUID(parent) if parent else None,
    )
