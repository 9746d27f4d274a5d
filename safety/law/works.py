"""Works that are named and that nobody of us has read: rules and standards by a short key, with their titles."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

_RAW = tomllib.loads((files("safety.law") / "works.toml").read_text(encoding="utf-8"))
#: Titles by key, as papers print them once somebody typed an article; without one they are 待核.
WORKS: Mapping[str, str] = MappingProxyType({key: work["title"] for key, work in _RAW.items()})
