"""The kept columns of a row, from its texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from safety.migrations.folding_of_0012.names import name_key
from safety.migrations.folding_of_0012.readings import order_of, reading_of
from safety.migrations.folding_of_0012.texts import fold


def folded_values(
    values: Mapping[str, Any], texts: Sequence[str], *, named: bool, of_person: bool = False
) -> dict[str, str]:
    """The kept columns of a row that holds ``values``; a ``named`` one has its name's key, order and reading too."""
    kept = {"folded": "\n".join(fold(values.get(name) or "") for name in texts)}
    if named:
        name = values.get("name") or ""
        kept["name_key"] = name_key(name)
        kept["name_order"] = order_of(name, of_person=of_person)
        kept["name_reading"] = reading_of(name, of_person=of_person)
    return kept
