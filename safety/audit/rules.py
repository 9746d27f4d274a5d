"""How an audit row is hashed.

One chain per union (see ``docs/decisions/0002-audit-chains.md``): each row's hash covers its canonical
JSON (RFC 8785), which includes the previous row's hash and its own place in the chain.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import orjson
import rfc8785

ALGORITHM = "sha256"
FIRST_HASH = "0" * 64
#: Place and previous hash of a row that has none yet.
NO_PLACE = (0, "")


_PLAIN = frozenset({str, int, bool, type(None)})
_SAFE_INTEGER = 2**53 - 1


def canonical(value: Any) -> bytes:
    """``value`` as canonical JSON (RFC 8785), the form in which content is hashed and signed."""
    return speller_of(value)(value)


def speller_of(value: Any) -> Callable[[Any], bytes]:
    """What writes ``value``, and whatever is made of the same kinds of values, as canonical JSON.

    Of text, integers, null and names in ASCII, ``orjson`` makes the same bytes faster (a property test
    compares them); everything else is left to ``rfc8785``.
    """
    return _sorted_json if _spelled_alike(value) else rfc8785.dumps


def _sorted_json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _spelled_alike(value: Any) -> bool:
    # Every text of a check comes by here: a call for each of them would cost more than the rest.
    kind = type(value)
    if kind is dict:
        for name, one in value.items():
            if type(name) is not str or not name.isascii():
                return False
            if type(one) is not str and not _spelled_alike(one):
                return False
        return True
    if kind is list:
        return all(type(one) is str or _spelled_alike(one) for one in value)
    if kind is int:
        return bool(-_SAFE_INTEGER <= value <= _SAFE_INTEGER)
    return kind is str or value is None or kind is bool


def row_hash(row: Mapping[str, Any]) -> str:
    """The hex SHA-256 of a row's canonical JSON; ``row`` holds JSON values only."""
    return hashlib.sha256(canonical(dict(row))).hexdigest()


def plain(value: Any) -> Any:  # noqa: PLR0911 - one line per kind of value
    """``value`` as JSON values only; floats become text, since their spelling must never vary."""
    if type(value) in _PLAIN:
        return value
    if type(value) is dict or isinstance(value, Mapping):
        return {str(key): item if type(item) in _PLAIN else plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [item if type(item) in _PLAIN else plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, uuid.UUID | Decimal):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    return value


def hashed_part(row: Mapping[str, Any]) -> dict[str, Any]:
    """What of an audit row its hash covers: everything but the hash itself, as JSON values."""
    at: datetime = row["at"]
    content = {
        name: plain(row[name])
        for name in ("id", "chain", "seq", "actor_id", "appointment_id", "union_id", "channel", "device_id")
    }
    content |= {
        name: row[name] for name in ("action", "kind", "record_id", "change", "previous", "algorithm")
    }
    content["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    if row.get("after") is not None:  # rows from before there were such hashes keep the hash they have
        content["after"] = row["after"]
    return content


def around_its_place(spelled: bytes) -> tuple[str, str, str]:
    """What a row's hash covers (canonical JSON of ``hashed_part`` with ``NO_PLACE``) around previous hash and place.

    The three texts with both in between, ``before + previous + between + seq + behind``, are the canonical JSON of
    the row in its place.  Names are in order there: behind ``previous`` come only ``record_id``, ``seq`` and
    ``union_id``, whose values are no objects, so the last member of that name is the row's own.
    """
    seq, previous = NO_PLACE
    head, _, rest = spelled.decode().rpartition(f',"previous":"{previous}"')
    middle, _, tail = rest.rpartition(f',"seq":{seq}')
    return f'{head},"previous":"', f'"{middle},"seq":', tail


def disguise(value: str, salt: bytes) -> str:
    """A salted hash that stands for a personal value, so that the value itself can be erased later."""
    return "sha256:" + hashlib.sha256(salt + value.encode()).hexdigest()
