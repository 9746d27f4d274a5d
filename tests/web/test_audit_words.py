from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from safety.access.permissions import Permission
from safety.people.permission_words import PERMISSION_LABELS
from safety.web.audit_words import ACTIONS, KINDS

SAFETY = Path(__file__).resolve().parents[2] / "safety"
NOTING = {"record", "_record", "note", "_note", "_audit"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call in an operation that writes an audit row."""
    for path in sorted(SAFETY.glob("*/operations*")):
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    if name in NOTING:
                        yield f"{file.relative_to(SAFETY)}:{node.lineno}", node


def constant(node: ast.expr) -> str | None:
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) and value.replace("_", "").isalpha() and value.islower() else None


def test_every_action_that_is_written_to_the_audit_has_words() -> None:
    without = []
    for where, call in calls():
        named = [word.value for word in call.keywords if word.arg == "action"]
        # A feature's own helper takes the action as its first text.
        texts = [constant(one) for one in named or call.args]
        action = next((text for text in texts if text), None)
        if action is not None and action not in ACTIONS:
            without.append(f"{where}: {action}")
    assert without == []


def test_every_kind_of_record_in_the_audit_has_words() -> None:
    named = {
        constant(word.value): where
        for where, call in calls()
        if any(word.arg == "action" for word in call.keywords)
        for word in call.keywords
        if word.arg == "kind"
    }
    assert {kind: where for kind, where in named.items() if kind and kind not in KINDS} == {}


def test_every_permission_is_explained() -> None:
    assert set(PERMISSION_LABELS) == set(Permission)
