"""Lists of codes: what each code in the API means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Code:
    """A code: its label to translate, and the code above it where the list is a tree."""

    code: str
    label: str
    parent: str | None = None


@dataclass(frozen=True)
class CodeList:
    """A list of codes, and the standard that it is of; None where the codes are this register's own."""

    codes: tuple[Code, ...]
    standard: str | None = None


def list_of(labels: Mapping[Any, str], standard: str | None = None) -> CodeList:
    """The list of codes that a table of labels tells."""
    return CodeList(tuple(Code(str(code), label) for code, label in labels.items()), standard)
