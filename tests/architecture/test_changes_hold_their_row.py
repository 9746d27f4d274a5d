"""Whoever changes a row that was read before holds it first: of two at one moment the second finds what the first did.

Looked for in the code: each operation that is given a record and sets one of its columns, itself or through the
functions it hands it to, has to hold that record, or one it belongs to, on the same way.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bench.server import ROOT

#: What holds a row: ``safety.database``, and what is built on it.
HOLDS = {"hold", "held", "require_version", "hold_unchanged", "locked", "locked_device"}
#: Those of which somebody else has seen to it.
ELSEWHERE = {
    ("safety/accidents/operations/notes.py", "refresh"): "kept columns, after an act that held the case",
    ("safety/projects/operations/standing.py", "refresh"): "kept columns, after an act that held the project",
    ("safety/corrections/operations/ledger.py", "keep"): "after locked()",
    ("safety/corrections/operations/notice_lines.py", "judge_anew"): "lines of a notice that its issue held",
    ("safety/corrections/operations/receipts.py", "give_receipt"): "a reply of this transaction",
    ("safety/inspections/operations/checks.py", "copy_columns"): "kept columns of a check that was held",
    ("safety/sync/operations/settling.py", "refuse_given_up"): "after locked_device()",
    ("safety/sync/operations/files.py", "finish_file"): "after locked_device()",
    (
        "safety/workplaces/operations/uploads.py",
        "note_reading",
    ): "whoever calls it made the import just now, or holds it",
    ("safety/papers/operations/making.py", "begin_files"): "after an act that held the paper",
}

Function = tuple[str, ast.FunctionDef]


def _rooms() -> Iterator[Path]:
    for top in ("safety", "maps"):
        for path in sorted((ROOT / top).rglob("*.py")):
            if "operations" in path.relative_to(ROOT).as_posix():
                yield path


@cache
def functions() -> dict[str, list[Function]]:
    """The functions of all operations, by name."""
    found: dict[str, list[Function]] = {}
    for path in _rooms():
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, []).append((path.relative_to(ROOT).as_posix(), node))
    return found


@cache
def models() -> frozenset[str]:
    """The names of all tables' classes."""
    paths = (path for top in ("safety", "maps") for path in (ROOT / top).rglob("*.py"))
    tables = (path for path in paths if "models" in path.relative_to(ROOT).with_suffix("").parts)
    classes = (one for path in tables for one in ast.parse(path.read_text()).body)
    return frozenset(
        one.name
        for one in classes
        if isinstance(one, ast.ClassDef) and any("Model" in ast.unparse(base) for base in one.bases)
    )


def called(name: str, room: str) -> Function | None:
    """The function of that name: of the same file or room before others."""
    known = functions().get(name, [])
    near = [one for one in known if Path(one[0]).parent == Path(room).parent]
    return next(iter([one for one in known if one[0] == room] or near or known), None)


def _targets(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Assign):
        for one in node.targets:
            yield from one.elts if isinstance(one, ast.Tuple) else [one]
    if isinstance(node, ast.AugAssign):
        yield node.target


def _root(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _handed(call: ast.Call, to: ast.FunctionDef, record: str) -> Iterator[tuple[str, bool]]:
    """The parameters of ``to`` that get ``record`` (True) or something of it (False)."""
    names = [one.arg for one in (*to.args.posonlyargs, *to.args.args)]
    given = [*zip(names, call.args, strict=False), *((one.arg or "", one.value) for one in call.keywords)]
    for name, value in given:
        if name and _root(value) == record:
            yield name, isinstance(value, ast.Name)


def look(function: Function, record: str, seen: frozenset[tuple[str, str, str]]) -> tuple[bool, bool]:
    """Whether ``function`` sets a column of the parameter ``record``, and whether it holds a row."""
    path, node = function
    if (path, node.name, record) in seen:
        return False, False
    seen = seen | {(path, node.name, record)}
    changes = any(
        isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == record
        for part in ast.walk(node)
        for one in _targets(part)
    )
    holds = False
    for call in (part for part in ast.walk(node) if isinstance(part, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        holds = holds or name in HOLDS
        changes = changes or (name == "setattr" and _root(call.args[0]) == record)
        if (to := called(name, path)) is not None:
            for parameter, whole in _handed(call, to[1], record):
                deeper = look(to, parameter, seen)
                changes, holds = changes or (whole and deeper[0]), holds or deeper[1]
    return changes, holds


def unheld(function: Function) -> bool:
    """Whether an operation changes a record that it was given and holds none."""
    given = [*function[1].args.args, *function[1].args.kwonlyargs]
    records = [one.arg for one in given if one.annotation and ast.unparse(one.annotation) in models()]
    return any(look(function, record, frozenset()) == (True, False) for record in records)


def test_every_operation_that_changes_a_record_holds_it() -> None:
    found = {
        (path, node.name)
        for known in functions().values()
        for path, node in known
        if not node.name.startswith("_") and unheld((path, node))
    }
    assert found == ELSEWHERE.keys()


def test_a_planted_operation_that_holds_nothing_is_found() -> None:
    planted = "def close_plan(*, actor: Actor, plan: Plan) -> None:\n    {}plan.closed_at = 1\n"
    for words, expected in (("", True), ("hold(plan)\n    ", False)):
        node = ast.parse(planted.format(words)).body[0]
        assert isinstance(node, ast.FunctionDef)
        assert unheld(("safety/inspections/operations/plans.py", node)) is expected
