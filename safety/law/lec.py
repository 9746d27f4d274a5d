"""The LEC method: D = L × E × C, its bands, and the four colours of the union's attention.

The allowed values and bands are the usual ones of the method (a textbook method, no law); the edges of
the bands are ambiguous in the sources and are read here as lower bounds included.  The mapping to four
colours is usual, not official; a red risk is not a 重大隐患.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from safety.errors import Invalid
from safety.text import N_

VERSION = "1"


class Colour(StrEnum):
    """Four levels of attention, the most urgent first."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"


COLOUR_LABELS: Mapping[Colour, str] = MappingProxyType(
    {Colour.RED: N_("红"), Colour.ORANGE: N_("橙"), Colour.YELLOW: N_("黄"), Colour.BLUE: N_("蓝")}
)

LIKELIHOODS: Mapping[Decimal, str] = MappingProxyType(
    {
        Decimal(10): N_("完全可以预料"),
        Decimal(6): N_("相当可能"),
        Decimal(3): N_("可能，但不经常"),
        Decimal(1): N_("可能性小，完全意外"),
        Decimal("0.5"): N_("很不可能，可以设想"),
        Decimal("0.2"): N_("极不可能"),
        Decimal("0.1"): N_("实际不可能"),
    }
)
EXPOSURES: Mapping[Decimal, str] = MappingProxyType(
    {
        Decimal(10): N_("连续暴露"),
        Decimal(6): N_("每天工作时间内暴露"),
        Decimal(3): N_("每周一次或偶然暴露"),
        Decimal(2): N_("每月一次暴露"),
        Decimal(1): N_("每年几次暴露"),
        Decimal("0.5"): N_("非常罕见的暴露"),
    }
)
CONSEQUENCES: Mapping[Decimal, str] = MappingProxyType(
    {
        Decimal(100): N_("大灾难，许多人死亡"),
        Decimal(40): N_("灾难，数人死亡"),
        Decimal(15): N_("非常严重，一人死亡"),
        Decimal(7): N_("严重，重伤"),
        Decimal(3): N_("重大，致残"),
        Decimal(1): N_("引人注目，需要救护"),
    }
)


@dataclass(frozen=True)
class Band:
    """A range of scores from ``lowest`` (included) upwards."""

    lowest: Decimal
    label: str
    colour: Colour


BANDS = (
    Band(Decimal(320), N_("极其危险，不能继续作业"), Colour.RED),
    Band(Decimal(160), N_("高度危险，须立即整改"), Colour.ORANGE),
    Band(Decimal(70), N_("显著危险，需要整改"), Colour.YELLOW),
    Band(Decimal(20), N_("一般危险，需要注意"), Colour.BLUE),
    Band(Decimal(0), N_("稍有危险，可以接受"), Colour.BLUE),
)


@dataclass(frozen=True)
class LecResult:
    """A score with its band and colour."""

    score: Decimal
    band: Band

    @property
    def colour(self) -> Colour:
        """The colour of the score's band."""
        return self.band.colour


def band_of(score: Decimal) -> Band:
    """The band a score of at least 0 falls into."""
    return next(band for band in BANDS if score >= band.lowest)


def risk(likelihood: Decimal, exposure: Decimal, consequence: Decimal) -> LecResult:
    """The exact product and its band.

    Raises:
        Invalid: a value is not one of the method's (fields ``likelihood``, ``exposure``, ``consequence``).
    """
    given = {
        "likelihood": (likelihood, LIKELIHOODS),
        "exposure": (exposure, EXPOSURES),
        "consequence": (consequence, CONSEQUENCES),
    }
    wrong = {
        name: [N_("不是 LEC 法规定的取值")]
        for name, (value, table) in given.items()
        if not value.is_finite() or value not in table
    }
    if wrong:
        raise Invalid(code="lec_value", fields=wrong)
    score = likelihood * exposure * consequence
    return LecResult(score, band_of(score))
