"""Each component drawn once: well-formed HTML, labels tied to controls, users' texts inert."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import html5lib
import pytest
from flask import Flask, g, render_template_string
from marshmallow import fields

from safety.errors import Invalid
from safety.lists import Page, Window
from safety.wire.forms import Form
from safety.wire.schemas import Line, Strict
from tests.cast import NOW

pytestmark = pytest.mark.once

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


class ExampleIn(Strict):
    name = Line(required=True)
    when = fields.Date()


def refused() -> Form:
    form = Form(ExampleIn(), {"name": HOSTILE, "when": date(2026, 11, 23), "kinds[]": ["a"]})
    form.errors = Invalid(fields={"name": ["此项必填"]}).fields
    form.problem = Invalid().sentence
    return form


def draw(app: Flask, call: str, **values: object) -> str:
    names = re.findall(r"\{%-? ?call (\w+)|\{\{ ?(\w+)\(", call)
    imports = "".join(
        f'{{% from "components/{name}.html" import {name} %}}' for name in {a or b for a, b in names}
    )
    with app.test_request_context("/list?q=x&page=2&sort=name"):
        g.actor, g.now = None, NOW
        html = render_template_string(imports + call, form=refused(), hostile=HOSTILE, **values)
    page = f"<!doctype html><html lang=zh><head><title>t</title></head><body>{html}</body></html>"
    html5lib.HTMLParser(strict=True).parse(page)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "style=" not in html
    return html


def test_no_field_lets_the_browser_cut_what_is_pasted_into_it() -> None:
    """It says that the text is too long (``js/field-notes.js``); ``maxlength`` in HTML cuts it without a word."""
    cutting = [path.name for path in TEMPLATES.rglob("*.html") if 'maxlength="' in path.read_text("utf-8")]
    assert cutting == []


@pytest.mark.parametrize(
    "call",
    [
        '{{ field(form, "name", "名称", required=true, hint="提示", suffix="人") }}',
        '{{ textarea(form, "name", "说明", maxlength=10) }}',
        '{{ select(form, "name", hostile, [("a", hostile)], empty="请选择") }}',
        '{{ select(form, "kinds[]", "多选", [("a", "甲"), ("b", "乙")], multiple=true) }}',
        '{{ choices(form, "name", "结果", [("a", hostile)], required=true) }}',
        '{{ checkbox(form, "name", hostile, hint="提示") }}',
        '{{ file_picker(form, "name", "照片", accept="image/*", multiple=true, camera=true) }}',
        '{{ signature_pad(form, "name", "签名", required=true) }}',
        "{{ problem_alert(form) }}",
        '{% call filters(3, "个") %}{{ filter_text("q", "搜索") }}{{ filter_select("state", "状态", [("a", hostile)]) }}{% endcall %}',
        '{{ badge(hostile, "danger", "alert-circle") }}',
        '{{ level_badge("red") }}{{ level_badge("grey", hostile) }}',
        '{{ progress(3, 10, "进度") }}{{ progress(0, 0, "进度") }}',
        '{{ job_progress("0190", hostile, "/done") }}',
        '{% call confirm_button("/x", hostile, hostile, tone="danger") %}<p>x</p>{% endcall %}',
        '{{ stat_card(1234, hostile, "/list", "alert-triangle", "danger") }}',
        '{{ tabs([("/a", hostile, 3, true), ("/b", "乙", none, false)], "标签") }}',
        '{{ facts([("名称", hostile), ("空", none)]) }}',
        "{{ copy_text(hostile) }}",
        '{{ breadcrumbs([("/a", hostile)]) }}',
        '{{ empty_state(hostile, "换个条件") }}',
        '{% call empty_state("空") %}<a href="/">x</a>{% endcall %}',
        '{{ submit_bar("保存", "/") }}',
        "{{ csrf() }}",
    ],
)
def test_a_component_is_well_formed_and_keeps_texts_inert(app: Flask, call: str) -> None:
    assert draw(app, call).strip()


def test_a_wrong_field_is_tied_to_its_error_and_linked_from_the_summary(app: Flask) -> None:
    html = draw(app, '{{ problem_alert(form) }}{{ field(form, "name", "名称") }}')
    assert 'href="#field-name"' in html
    assert 'id="field-name"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="field-name-error"' in html
    assert '<label class="form-label" for="field-name">' in html


def test_a_password_is_never_shown_again(app: Flask) -> None:
    assert 'value=""' in draw(app, '{{ field(form, "name", "密码", type="password") }}')


def test_sorting_and_leafing_keep_the_filters_in_the_address(app: Flask) -> None:
    page = Page(items=list(range(50)), total=173, window=Window(50, 50))
    html = draw(app, "{{ pager(page) }}", page=page)
    assert "/list?q=x&amp;page=1&amp;sort=name" in html
    assert "第 51–100 条，共 173 条" in html
    head = draw(app, '<table><thead><tr>{{ sort_head("名称", "name") }}</tr></thead></table>')
    assert 'href="/list?q=x&amp;sort=-name"' in head
    assert 'aria-sort="ascending"' in head


def test_a_timeline_shows_days_and_moments_in_chongqings_time(app: Flask) -> None:
    entries = [
        {"at": datetime(2026, 11, 23, 16, 30, tzinfo=UTC), "title": HOSTILE, "words": HOSTILE, "by": "李强"},
        {"at": date(2026, 11, 1), "title": "检查", "url": "/x"},
    ]
    html = draw(app, "{{ timeline(entries) }}", entries=entries)
    assert "2026-11-24 00:30" in html
    assert "2026-11-01" in html


def test_fields_of_two_dialogs_have_ids_of_their_own(app: Flask) -> None:
    one = '{% call confirm_button("/x", "甲", "甲？") %}{{ field(none, "number", "文号") }}{% endcall %}'
    two = '{% call confirm_button("/y", "乙", "乙？") %}{{ field(none, "number", "文号") }}{% endcall %}'
    html = draw(app, one + two + '{{ field(form, "name", "名称") }}')
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    labels = re.findall(r'<label class="form-label" for="([^"]+)"', html)
    assert len(labels) == 3
    assert set(labels) <= set(ids)
