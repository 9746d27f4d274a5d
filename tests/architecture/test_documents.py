"""What the documents for newcomers name is there."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLASSES = re.findall(r"`(\w+)\.([A-Z]\w+)`", (ROOT / "docs/dev/glossary.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("room", "name"), [one for one in CLASSES if one[0] not in {"Role", "corrections.rules"}]
)
def test_a_word_of_the_glossary_is_a_class_of_its_room(room: str, name: str) -> None:
    assert hasattr(import_module(f"safety.{room}.models"), name)


def test_every_decision_stands_in_the_index() -> None:
    folder = ROOT / "docs/decisions"
    named = set(re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8")))
    assert named == {file.name for file in folder.glob("0*.md")}


def test_every_room_stands_in_the_picture_of_the_house() -> None:
    picture = (ROOT / "docs/dev/design.md").read_text(encoding="utf-8")
    rooms = {one.parent.name for one in (ROOT / "safety").glob("*/__init__.py")}
    assert {room for room in rooms if f"{room}/" not in picture} == set()


def test_every_rules_file_and_every_module_at_the_root_stands_in_the_map_of_the_house() -> None:
    """By its name; where several rooms have a file of one name, with its room."""
    told = (ROOT / "docs/dev/design.md").read_text(encoding="utf-8")
    modules = {one.name for one in (ROOT / "safety").glob("*.py")} - {"__init__.py"}
    rules = {one.name for one in (ROOT / "safety").glob("*/*rules.py")} - {"rules.py"}
    rules |= {f"{one.parent.name}/rules.py" for one in (ROOT / "safety").glob("*/rules.py")}
    rules |= {f"{one.parent.name}/rules/" for one in (ROOT / "safety").glob("*/rules")}
    assert {one for one in modules | rules if f"`{one}`" not in told} == set()


@pytest.mark.parametrize(
    "document", ["CONTRIBUTING.md", "README.md", "docs/dev/design.md", "docs/operations.md"]
)
def test_a_link_to_a_file_leads_to_it(document: str) -> None:
    file = ROOT / document
    links = re.findall(r"\]\(((?!https?:)[^)#]+)\)", file.read_text(encoding="utf-8"))
    assert [link for link in links if not (file.parent / link).exists()] == []
