"""The Folium document: nothing from another host, no inline style, every text inert."""

from __future__ import annotations

import json
import re

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.drawing import draw
from maps.page import BaseMap, Picture, inert, inert_json

AREA = (105.3, 28.2, 110.2, 32.2)
HOSTILE = "</script><img src=x onerror=alert(1)>{{7*7}}{% raw %}${alert(1)}`\\'\""


def asset(path: str) -> str:
    return f"/static/{path}"


def whole(picture: Picture) -> str:
    drawing = draw(picture, asset)
    return drawing.head + drawing.body + drawing.script


FULL = Picture(bounds=AREA, words={"a": HOSTILE}, districts_url="/d?q=" + HOSTILE, sites_url="/s")


def test_a_map_names_no_other_host_and_has_no_inline_style() -> None:
    document = whole(FULL)
    assert not re.search(r"https?:|//[a-z]", document)
    assert "<style" not in document
    assert "style=" not in document


def test_a_map_document_stays_small() -> None:
    assert len(whole(FULL)) < 20_000


def test_only_a_configured_base_map_brings_in_another_host_and_only_for_pictures() -> None:
    base = BaseMap("https://t{s}.tiles.example/{z}/{x}/{y}.png?tk=abc", "示例")
    drawing = draw(Picture(bounds=AREA, words={}, base_map=base), asset)
    policy = drawing.policy("n")
    assert [part for part in policy.split("; ") if "example" in part] == [f"img-src 'self' data: {base.host}"]
    assert "unsafe" not in policy
    assert "script-src 'self' 'nonce-n'" in policy


@pytest.mark.parametrize("opening", ["{{", "{%", "{#"])
def test_a_tile_address_that_would_open_a_template_is_refused(opening: str) -> None:
    base = BaseMap(f"https://t.example/{opening}z/x.png", "")
    with pytest.raises(ValueError, match="tile template"):
        draw(Picture(bounds=AREA, words={}, base_map=base), asset)


def test_hostile_words_and_addresses_are_not_in_the_document_as_written() -> None:
    picture = Picture(
        bounds=AREA,
        words={HOSTILE: HOSTILE},
        districts_url=HOSTILE,
        sites_url=HOSTILE,
        districts_name=HOSTILE,
        sites_name=HOSTILE + "2",
        base_map=BaseMap("https://t.example/{z}/{x}/{y}.png", HOSTILE),
    )
    document = whole(picture)
    for part in ("<img", "</script><", "{{7", "{%", "${"):
        assert part not in document.replace('<script src="/static', "")


@given(st.text())
def test_an_inert_text_reads_as_itself_in_html_and_as_nothing_else(text: str) -> None:
    import html

    safe = inert(text)
    assert not set(safe) & set("<>\"'`$\\{}%")
    assert html.unescape(safe) == text or "\r" in text or any(ord(letter) < 32 for letter in text)
    assert jinja2.Template(safe, keep_trailing_newline=True).render() == safe.replace("\r\n", "\n").replace(
        "\r", "\n"
    )


@given(
    st.recursive(
        st.text() | st.integers() | st.none(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_inert_json_reads_back_as_the_same_value_and_opens_nothing(value: object) -> None:
    safe = inert_json(value)
    assert json.loads(safe) == value
    assert "<" not in safe
    assert jinja2.Template(safe).render() == safe
