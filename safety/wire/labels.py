"""A code's words as files hold them: the code itself, its label in Chinese, and what the label is in English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TypeVar

from flask import has_app_context
from flask_babel import force_locale, gettext

from safety.folding.texts import fold

T = TypeVar("T")


def said(label: str) -> frozenset[str]:
    """A label in each language of the screens, folded for comparing."""
    return _said(label) if has_app_context() else frozenset({fold(label)})


@cache
def _said(label: str) -> frozenset[str]:
    with force_locale("en"):
        return frozenset({fold(label), fold(gettext(label))})


def meant(words: str, labels: Mapping[T, str]) -> T | None:
    """The code that words mean: the code as it is, or its label in any language; None for others."""
    told = fold(words)
    return next(
        (code for code, label in labels.items() if told == fold(str(code)) or told in said(label)), None
    )
