"""Two editions of districts compared: what is new, gone and renamed, and by their areas which district follows which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import shapely

from maps.editions import Outline

#: A share of a district that is more than the noise of digitising its border.
_NOTABLE = 0.02


@dataclass(frozen=True)
class Differences:
    """Codes with names: ``new`` and ``gone``, ``renamed`` with both names; ``successors`` where ground changed hands."""

    new: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    successors: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def lost(self) -> list[str]:
        """The names of the districts that are gone and followed by none."""
        return [name for code, name in self.gone.items() if not self.successors.get(code)]

    @property
    def merged(self) -> dict[str, list[str]]:
        """Districts into which several went: new code → the old ones that are gone."""
        into: dict[str, list[str]] = {}
        for old in self.gone:
            for new in self.successors.get(old, ()):
                into.setdefault(new, []).append(old)
        return {new: old for new, old in into.items() if len(old) > 1}


def differences(before: Mapping[str, Outline], after: Mapping[str, Outline]) -> Differences:
    """What changes between two editions; a district that keeps its code and its ground has no successor."""
    return Differences(
        new={code: one.name for code, one in after.items() if code not in before},
        gone={code: one.name for code, one in before.items() if code not in after},
        renamed={
            code: (before[code].name, one.name)
            for code, one in after.items()
            if code in before and before[code].name != one.name
        },
        successors=_successors(before, after),
    )


def _successors(before: Mapping[str, Outline], after: Mapping[str, Outline]) -> dict[str, list[str]]:
    codes = list(after)
    tree = shapely.STRtree([after[code].area for code in codes])
    found: dict[str, list[str]] = {}
    for old, one in before.items():
        near = [codes[at] for at in tree.query(one.area, predicate="intersects")]
        shares = {new: one.area.intersection(after[new].area).area / one.area.area for new in near}
        follow = sorted(
            (new for new, share in shares.items() if share > _NOTABLE), key=lambda new: -shares[new]
        )
        if follow and follow != [old]:
            found[old] = follow
    return found
