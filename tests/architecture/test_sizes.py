"""Nothing grows so long that nobody reads it to its end: files stay under 400 lines, functions under 50."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("safety", "maps", "tools", "bench")
MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 50
#: A test that tells a whole story from its beginning to its end is one function.
MOST_LINES_OF_A_STORY = 70


def sources(*rooms: str) -> list[Path]:
    """The Python files of these rooms; released migrations are never divided afterwards."""
    files = [one for room in rooms for one in sorted((ROOT / room).rglob("*.py"))]
    return [one for one in files if "versions" not in one.parts] + [ROOT / "app.py"]


def test_no_file_is_longer_than_a_reader_takes_in() -> None:
    lengths = {one: one.read_text(encoding="utf-8").count("\n") for one in sources(*PRODUCT, "tests")}
    long = {str(one.relative_to(ROOT)): n for one, n in lengths.items() if n > MOST_LINES_OF_A_FILE}
    assert long == {}


def longer_than(most: int, *rooms: str) -> dict[str, int]:
    """The functions of these rooms with more than ``most`` lines, with their lengths."""
    found = {}
    for file in sources(*rooms):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > most:
                    found[f"{file.relative_to(ROOT)}: {node.name}"] = length
    return found


def test_no_function_is_longer_than_a_page() -> None:
    assert longer_than(MOST_LINES_OF_A_FUNCTION, *PRODUCT) == {}
    assert longer_than(MOST_LINES_OF_A_STORY, "tests") == {}
