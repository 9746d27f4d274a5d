"""The words of demonstration findings, by checklist, as an inspector would write them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "hazards.toml"


@dataclass(frozen=True)
class Wording:
    """One thing that can be found: the checklist's item, where, and what is seen there.

    ``danger``: people may be hurt at any moment, so it is scored in the colour that has to be dealt with at once.
    """

    item: str
    place: str
    found: str
    major: bool = False
    danger: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether an ordinary term fits it."""
        return not self.major and not self.danger


@lru_cache(maxsize=1)
def wordings() -> dict[str, list[Wording]]:
    """All wordings by the key of the shipped checklist."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {key: [Wording(**one) for one in some] for key, some in raw.items()}
