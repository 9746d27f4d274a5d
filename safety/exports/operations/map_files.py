"""Keeping maps that were taken as files, and handing them out again under the code printed on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from safety.access.permissions import Permission as P
from safety.access.scope import Actor, Scope
from safety.audit import operations as audit
from safety.database import session
from safety.errors import NotAllowed, NotFound
from safety.evidence.storage import LocalStore
from safety.exports.models import MapExport
from safety.papers.rules import plain_code
from safety.people.queries import get_union

#: What a map shows, each with the right to see it.
_SHOWN: tuple[P, ...] = (P.MAP_READ, P.SITE_READ, P.PROJECT_READ, P.ACCIDENT_READ, P.POSITION_PRECISE)


def keep_map(
    *, actor: Actor, now: datetime, code: str, content: bytes, rows: bytes, **facts: Any
) -> MapExport:
    """Keep a map's file and its rows; ``facts`` are the other columns of ``MapExport``.

    Raises:
        NotAllowed: without ``export:create``, or not by a member.
        Unavailable: the disk is full.
    """
    actor.require(P.EXPORT_CREATE)
    if actor.union_id is None:
        raise NotAllowed
    store = _store()
    row = MapExport(
        code=code,
        made_at=now,
        made_by=actor.member_id,
        made_by_name=actor.name,
        union_id=actor.union_id,
        district_code=get_union(actor.union_id).district_code,
        sha256=store.put(content),
        rows_sha256=store.put(rows),
        rights={right.value: _as_json(actor.scope(right)) for right in _SHOWN},
        **facts,
    )
    session.add(row)
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action="map_exported",
        kind="export",
        record_id=row.id,
        union_id=row.union_id,
        change={
            "format": row.format,
            "filters": row.filters,
            "layer": row.layer,
            "rows": row.counted,
            "sha256": row.sha256,
        },
    )
    return row


def kept_map(actor: Actor, typed: str) -> MapExport:
    """The map kept under a code, for those who may see everything that is on it.

    Raises:
        NotAllowed: without ``export:create``.
        NotFound: there is none, or it shows what this person may not see.
    """
    actor.require(P.EXPORT_CREATE)
    row = map_by_code(typed)
    if row is None or not all(
        actor.scope(P(right)).holds(_from_json(told)) for right, told in row.rights.items()
    ):
        raise NotFound
    return row


def map_by_code(typed: str) -> MapExport | None:
    """The map kept under a code as it was typed or scanned, whoever asks: for the public facts of it."""
    code = plain_code(typed)
    return session.scalars(select(MapExport).where(MapExport.code == code)).one_or_none() if code else None


def content_of(row: MapExport, *, rows: bool = False) -> bytes:
    """The bytes of a kept map, or its rows as GeoJSON.

    Raises:
        NotFound: they are gone.
        Unavailable: they cannot be read, or are not what was kept.
    """
    return _store().get(row.rows_sha256 if rows else row.sha256)


def _store() -> LocalStore:
    return LocalStore(current_app.config["SETTINGS"].data_dir / "maps")


def _as_json(scope: Scope) -> dict[str, Any]:
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in asdict(scope).items()
    }


def _from_json(told: Mapping[str, Any]) -> Scope:
    codes, paths = frozenset(told["district_codes"]), frozenset(told["union_paths"])
    return Scope(bool(told["everything"]), codes, paths)
