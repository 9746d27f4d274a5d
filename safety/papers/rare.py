"""The rare signs of a paper on the page before it is issued: a web font of exactly these, cut from the paper's own fonts.

Browsers draw what the machine's fonts hold, and few hold the rare signs of names; the paper prints them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from safety.papers.glyphs import covering

#: Signs that few machines have fonts for: CJK extension A, the late additions to the first plane, all of the later planes.
_RARE = (range(0x3400, 0x4DC0), range(0x9FA6, 0xA000), range(0x20000, 0x40000))
#: So many are drawn at most: more are no names but a text of its own.
MOST = 200
FAMILY = "Paper rare"


def rare_signs(plain: Mapping[str, Any]) -> str:
    """The rare signs in a paper's content (``PaperContent.as_json``), each once, by their code; at most ``MOST``."""
    text = json.dumps(plain, ensure_ascii=False, default=str)
    return "".join(sorted(sign for sign in set(text) if is_rare(sign))[:MOST])


def is_rare(sign: str) -> bool:
    """Whether few machines have a font for it."""
    return any(ord(sign) in one for one in _RARE)


def fonts_for(signs: str, folders: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """Web fonts (WOFF), each with the signs that it draws; a sign that no font holds is in none."""
    for path, codes in covering(signs, folders):
        yield "".join(chr(one) for one in codes), _cut(path, path.stat().st_mtime_ns, codes)


def font_face(signs: str, address: str) -> str:
    """The rule of a style sheet for the font of these signs at an address."""
    codes = ", ".join(f"U+{ord(sign):X}" for sign in signs)
    return f'@font-face {{ font-family: "{FAMILY}"; src: url("{address}") format("woff"); unicode-range: {codes}; }}'


@lru_cache(maxsize=32)
def _cut(path: Path, _changed: int, codes: tuple[int, ...]) -> bytes:
    """A WOFF of these characters alone."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        flavor="woff", layout_features=[], hinting=False, glyph_names=False, notdef_outline=True
    )
    options.drop_tables += ["FFTM", "GDEF", "GPOS", "GSUB", "meta", "vhea", "vmtx"]
    with TTFont(path, lazy=True, fontNumber=0) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=codes)
        cutter.subset(font)
        font.flavor = "woff"
        made = io.BytesIO()
        font.save(made)
    return made.getvalue()
