"""Which files outside a duty's own folder import it or bear its name: ``python -m tools.duty_names``, counted by room."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tools.console import say

ROOT: Final = Path(__file__).resolve().parent.parent
DUTIES: Final = ("inspections", "projects", "accidents", "labour_law")
_NAMED: Final = re.compile(rf"\b({'|'.join(DUTIES)})\b")


def main() -> None:
    """Print how many files of each room name a duty, and how many there are in all."""
    rooms = Counter(room_of(path) for path in modules() if next(duties_named_in(path), None))
    for room, count in sorted(rooms.items()):
        say(f"{count:4} {room}")
    say(f"{rooms.total():4} in all")


def modules() -> Iterator[Path]:
    """The modules of the application outside the folders of the duties; migrations tell what was."""
    own = {ROOT / "safety" / duty for duty in DUTIES} | {ROOT / "safety" / "migrations"}
    for folder in ("safety", "maps"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not own & set(path.parents):
                yield path


def room_of(path: Path) -> str:
    """The folder below ``safety``, or ``maps``, in which a module stands."""
    parts = path.relative_to(ROOT).parts
    return parts[0] if parts[0] == "maps" or len(parts) == 2 else "/".join(parts[:2])


def duties_named_in(path: Path) -> Iterator[tuple[int, str]]:
    """The duties that a module imports or bears as identifier or string, with their lines; docstrings apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                words = [getattr(node, "module", None) or "", *(one.name for one in names)]
            case ast.Name(id=word) | ast.Attribute(attr=word) | ast.arg(arg=word):
                words = [word]
            case ast.Constant(value=str(word)) if id(node) not in docstrings:
                words = [word]
            case _:
                continue
        yield from ((node.lineno, word) for word in words if _NAMED.search(word))


if __name__ == "__main__":
    main()
