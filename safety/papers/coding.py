"""A sign that no font prints, told on paper by its code point where the kept words can no longer be changed.

A check that was submitted, a name, an answer stay as they were given, and so does their hash. The paper about them
says U+1F3D7 in the sign's place, and in its note that it did; what is signed is what is printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from safety.papers.glyphs import missing, texts_of

#: Whether the person who issues has asked for code points in place of the signs that no font prints.
code_points_wanted: ContextVar[bool] = ContextVar("papers_coded", default=False)

NOTE = "文中〔U+……〕处的原字没有字体可以打印，以其统一码（Unicode）编号代替；原记录的文字没有改动。"


def signs_in(plain: Mapping[str, Any], folders: Sequence[Path]) -> tuple[str, ...]:
    """The signs of a paper's content that no font in ``folders`` prints, each once."""
    return missing("".join(texts_of(plain)), folders)


def coded(plain: Mapping[str, Any], signs: Sequence[str]) -> dict[str, Any]:
    """A paper's content with the code points of ``signs`` in their places, and a note that says so."""
    codes = {ord(sign): f"〔U+{ord(sign):04X}〕" for sign in signs}
    told: dict[str, Any] = _replaced(plain, codes)
    return {**told, "note": "\n".join(part for part in (told["note"], NOTE) if part)}


def _replaced(value: Any, codes: Mapping[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(codes)
    if isinstance(value, Mapping):
        return {name: _replaced(item, codes) for name, item in value.items()}
    return [_replaced(item, codes) for item in value] if isinstance(value, list | tuple) else value
