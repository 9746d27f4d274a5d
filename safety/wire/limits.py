"""Declaring how often a public endpoint may be asked from one address; the shell does the counting."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def limited(rate: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare the rate (``"30 per minute"``) at which one caller may ask this endpoint."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        view.rate_limit = rate  # type: ignore[attr-defined]
        return view

    return declare
