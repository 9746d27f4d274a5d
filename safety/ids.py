"""Ids of records: UUIDs that a client may make as well."""

from __future__ import annotations

import uuid

import uuid_utils


def new_id() -> uuid.UUID:
    """A fresh UUID (version 7: ordered by time, so that indexes stay compact)."""
    return uuid.UUID(int=uuid_utils.uuid7().int)
