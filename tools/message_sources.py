"""Find the sentences that have to be translated: in Python by its syntax tree, in templates by Jinja's own parser."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.ext import extract_from_ast

from tools.console import Failure

SINGLE: Final = frozenset({"_", "gettext", "_l", "lazy_gettext", "N_", "Text"})
PLURAL: Final = frozenset({"ngettext", "lazy_ngettext"})
PYTHON_ROOTS: Final = ("app.py", "safety", "maps")
TEMPLATES: Final = "templates"
SCRIPTS: Final = "safety/web/static/js"

#: Written the same in every language: the names of the languages and of the register.
SAME_IN_ALL: Final = ("简体中文", "中文", "群监")
#: Papers are issued in Chinese, whatever language the screen has.
PAPERS: Final = "templates/documents/"

_CHINESE: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_HTML_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_SCRIPT_COMMENT: Final = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)


@dataclass(frozen=True)
class Found:
    """A sentence of the source language and where it stands; `plural` is set for ngettext."""

    msgid: str
    plural: str | None
    place: str


@dataclass(frozen=True)
class Sources:
    """Everything one walk over the tree finds: sentences, and Chinese that no marker surrounds."""

    messages: tuple[Found, ...]
    unmarked: tuple[Found, ...]


def read_sources(root: Path) -> Sources:
    """Walk application, templates and scripts below `root`."""
    messages: list[Found] = []
    unmarked: list[Found] = []
    for path in python_files(root):
        messages += python_messages(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix())
    environment = Environment(  # noqa: S701 - parses only, renders nothing
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]
    )
    for path in sorted((root / TEMPLATES).rglob("*.html")):
        place = path.relative_to(root).as_posix()
        tree = parsed(environment, path.read_text(encoding="utf-8"), place)
        messages += template_messages(tree, place)
        if not place.startswith(PAPERS):
            unmarked += template_leftovers(tree, place)
    for path in sorted((root / SCRIPTS).rglob("*.js")):
        unmarked += script_leftovers(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix())
    return Sources(tuple(messages), tuple(unmarked))


def python_files(root: Path) -> Iterator[Path]:
    """The modules whose sentences people read; numbered migrations have none."""
    for name in PYTHON_ROOTS:
        top = root / name
        found: Iterable[Path] = sorted(top.rglob("*.py")) if top.is_dir() else [top]
        yield from (path for path in found if path.is_file() and "migrations" not in path.parts)


def python_messages(source: str, place: str) -> Iterator[Found]:
    """Literal sentences given to a marker; a formatted or computed one is a failure, since no catalogue can hold it."""
    for node in ast.walk(ast.parse(source, place)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func
        name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", None)
        if name not in SINGLE | PLURAL:
            continue
        where = f"{place}:{node.lineno}"
        if isinstance(node.args[0], ast.JoinedStr):
            raise Failure(f"{where}: an f-string cannot be translated; use %(name)s")
        texts = [
            part.value
            for part in node.args[:2]
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
        if name in PLURAL and len(texts) == 2:
            yield Found(texts[0], texts[1], where)
        elif name in SINGLE and texts and isinstance(node.args[0], ast.Constant) and is_sentence(texts[0]):
            yield Found(texts[0], None, where)


def parsed(environment: Environment, source: str, place: str) -> nodes.Template:
    """The template as a tree; a syntax error becomes a failure that names the line."""
    try:
        return environment.parse(source, filename=place)
    except TemplateSyntaxError as error:
        raise Failure(f"{place}:{error.lineno}: {error.message}") from error


def template_messages(tree: nodes.Template, place: str) -> Iterator[Found]:
    """Sentences in `_()`, `ngettext()` and `{% trans %}` of one template."""
    names = tuple(sorted(SINGLE | PLURAL))
    for line, function, message in extract_from_ast(tree, names):
        where = f"{place}:{line}"
        if isinstance(message, tuple):
            texts = [text for text in message if isinstance(text, str)]
            if function in PLURAL and len(texts) >= 2:
                yield Found(texts[0], texts[1], where)
            elif texts and message[0] is not None and is_sentence(texts[0]):
                yield Found(texts[0], None, where)
        elif message is not None and is_sentence(message):
            yield Found(message, None, where)


def template_leftovers(tree: nodes.Template, place: str) -> Iterator[Found]:
    """Chinese in the text or in a literal of one template that no marker surrounds."""
    marked = {
        id(argument)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in SINGLE | PLURAL
        for argument in call.args
    }
    for data in tree.find_all(nodes.TemplateData):
        for offset, line in enumerate(_HTML_COMMENT.sub("", data.data).splitlines()):
            if has_chinese(line):
                yield Found(line.strip(), None, f"{place}:{data.lineno + offset}")
    for constant in tree.find_all(nodes.Const):
        if isinstance(constant.value, str) and id(constant) not in marked and has_chinese(constant.value):
            yield Found(constant.value, None, f"{place}:{constant.lineno}")


def script_leftovers(source: str, place: str) -> Iterator[Found]:
    """Chinese in a script outside comments: scripts take their words from the page."""
    blanked = _SCRIPT_COMMENT.sub(lambda match: "\n" * match.group().count("\n"), source)
    for number, line in enumerate(blanked.splitlines(), start=1):
        if has_chinese(line):
            yield Found(line.strip(), None, f"{place}:{number}")


def has_chinese(text: str) -> bool:
    """Whether Chinese characters are left once the names that never change are taken out."""
    for name in SAME_IN_ALL:
        text = text.replace(name, "")
    return _CHINESE.search(text) is not None


def is_sentence(text: str) -> bool:
    """Whether there is anything to translate: a name, a code or a bare placeholder is not."""
    return _CHINESE.search(text) is not None
