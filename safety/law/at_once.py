"""What a demand asks at once, because what was found allows no day, and what the law forbids outright.

The rules are data (``at_once.toml``): by the marks of a finding's ground, with the provisions that say 立即.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from safety.law import finding_words
from safety.law.grounds import MARK_OF, UNSAID, Ground, Said


@dataclass(frozen=True)
class AtOnce:
    """One demand: the marks that it is for, its words, the provisions that say so."""

    of: tuple[str, ...]
    asks: str
    by: tuple[str, ...]
    settled: bool
    alone: bool = False

    def fits(self, ground: Ground) -> bool:
        """Whether one of its marks is on the ground."""
        return any(getattr(ground, one) for one in self.of)

    @property
    def is_of_rights(self) -> bool:
        """Whether it takes a person off barred work and asks nothing of what is unsafe."""
        return finding_words.OF_RIGHTS.issuperset(self.of)

    def was_said(self, said: Said) -> bool:
        """Whether a person said one of its marks to be so."""
        return any(getattr(said, fact) for fact, mark in MARK_OF.items() if mark in self.of)


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads((files("safety.law") / "at_once.toml").read_text(encoding="utf-8"))


@cache
def rules() -> tuple[AtOnce, ...]:
    """Every demand of the data, in its order."""
    return tuple(
        AtOnce(tuple(one["of"]), one["asks"], tuple(one["by"]), one["settled"], one.get("alone", False))
        for one in _raw()["demand"]
    )


def demands_of(ground: Ground) -> tuple[AtOnce, ...]:
    """What is asked at once for a finding of this ground; empty where the law leaves the day to the union."""
    fitting = [one for one in rules() if one.fits(ground)]
    return tuple([one for one in fitting if not one.alone] or fitting)


def is_settled(ground: Ground, said: Said = UNSAID) -> bool:
    """Whether no later day may be set: what was found is no guess from words alone, or a person ``said`` it."""
    return any(one.settled or one.was_said(said) for one in demands_of(ground))


def provisions_of(ground: Ground) -> tuple[str, ...]:
    """The provisions by which it is asked at once."""
    return tuple(key for one in demands_of(ground) for key in one.by)


def forbidden_words(keys: Collection[str]) -> str:
    """What is asked at once where a finding cites a provision that forbids outright; empty elsewhere."""
    raw = _raw()["forbidden"]
    return str(raw["asks"]) if set(keys).intersection(raw["provisions"]) else ""
