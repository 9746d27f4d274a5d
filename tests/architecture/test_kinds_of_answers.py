"""The header that says what an answer is."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_no_text_is_said_to_be_utf_8_twice() -> None:
    """Werkzeug adds the charset to a ``mimetype`` of text: one that names it already would name it twice."""
    twice = [
        f"{path.relative_to(ROOT)}: {found}"
        for folder in ("safety", "maps")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for found in re.findall(r"mimetype\s*=\s*f?[\"'][^\"']*charset", path.read_text(encoding="utf-8"))
    ]
    assert twice == []
