"""Every form that one types into is kept until the server has it, and nothing typed is stored unsealed."""

from __future__ import annotations

import re
from pathlib import Path

TEMPLATES = Path("templates")
SCRIPTS = Path("safety/web/static/js")
#: The reason why a form is not kept by js/keep.js.
ON_THEIR_OWN: dict[str, str] = {}
#: What is no content of a record: colours, language, the part of the page that was open, the id of the new record that
#: a window began.
SETTINGS = {"theme.js", "tablet/place.js", "keep.js"}
EXTENDS = re.compile(r'{% extends "([^"]+)" %}')
FORM = re.compile(r'<form[^>]*method="post"[^>]*>')


def root_of(name: str) -> str:
    """The template at the end of the chain of ``extends``."""
    found = EXTENDS.search((TEMPLATES / name).read_text(encoding="utf-8"))
    return root_of(found[1]) if found else name


def users_of(name: str) -> list[str]:
    """Templates that import or include ``name``."""
    mentions = f'"{name}"'
    return [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if mentions in path.read_text(encoding="utf-8") and str(path.relative_to(TEMPLATES)) != name
    ]


def reaches_base(name: str, seen: frozenset[str] = frozenset()) -> bool:
    if root_of(name) == "base.html" or name == "base.html":
        return True
    users = [one for one in users_of(name) if one not in seen]
    return bool(users) and all(reaches_base(one, seen | {name}) for one in users)


def with_forms() -> dict[str, list[str]]:
    found = {
        str(path.relative_to(TEMPLATES)): FORM.findall(path.read_text(encoding="utf-8"))
        for path in TEMPLATES.rglob("*.html")
    }
    return {name: forms for name, forms in found.items() if forms}


def test_every_page_with_a_form_is_built_on_the_base_that_keeps_forms() -> None:
    assert [name for name in with_forms() if not reaches_base(name)] == []
    base = (TEMPLATES / "base.html").read_text(encoding="utf-8")
    assert 'include "web/keeping.html"' in base
    assert "js/page.js" in base
    assert re.search(r"of \[[^\]]*\bkeep,", (SCRIPTS / "page.js").read_text(encoding="utf-8"))


def test_a_form_that_is_not_kept_has_a_reason() -> None:
    silent = {name for name, forms in with_forms().items() if any('data-keep="no"' in form for form in forms)}
    assert silent == set(ON_THEIR_OWN)


def test_the_public_forms_bring_the_key_of_their_link() -> None:
    public = {
        name: forms for name, forms in with_forms().items() if any("token=token" in form for form in forms)
    }
    assert public
    assert [
        name for name, forms in public.items() if not all("link_keeper(token)" in form for form in forms)
    ] == []


def test_nothing_is_stored_outside_the_sealed_stores() -> None:
    writers = re.compile(r"(localStorage|sessionStorage)\.setItem|createObjectStore")
    found = {
        str(path.relative_to(SCRIPTS))
        for path in SCRIPTS.rglob("*.js")
        if writers.search(path.read_text(encoding="utf-8"))
    }
    assert found - SETTINGS == {"keeping/copies.js", "tablet/store.js"}
