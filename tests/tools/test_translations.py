"""The English catalogue: merged from parts, complete, and true to its placeholders."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment

from tools import message_sources, translations
from tools.console import Failure
from tools.message_sources import Found

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
WritePart = Callable[[str, str], Path]


@pytest.fixture
def part(tmp_path: Path) -> WritePart:
    """Write one part and give the folder of parts."""

    def write(name: str, text: str) -> Path:
        (tmp_path / name).write_text(HEADER + text, encoding="utf-8")
        return tmp_path

    return write


def html(source: str) -> tuple[list[Found], list[Found]]:
    tree = message_sources.parsed(
        Environment(autoescape=True, extensions=["jinja2.ext.i18n"]), source, "page.html"
    )
    return (
        list(message_sources.template_messages(tree, "page.html")),
        list(message_sources.template_leftovers(tree, "page.html")),
    )


def test_parts_become_one_catalogue_that_gettext_reads(part: WritePart, tmp_path: Path) -> None:
    part("a.po", 'msgid "隐患"\nmsgstr "hazard"\n')
    folder = part(
        "b.po", 'msgid "%(n)s 项"\nmsgid_plural "%(n)s 项"\nmsgstr[0] "one item"\nmsgstr[1] "%(n)s items"\n'
    )
    target = tmp_path / "en" / "LC_MESSAGES" / "messages.mo"

    translations.compile_to(translations.merged(folder), target)

    with target.open("rb") as file:
        english = gettext.GNUTranslations(file)
    assert english.gettext("隐患") == "hazard"
    assert english.ngettext("%(n)s 项", "%(n)s 项", 1) == "one item"
    assert english.ngettext("%(n)s 项", "%(n)s 项", 2) == "%(n)s items"


def test_two_parts_may_say_the_same_but_not_two_things(part: WritePart) -> None:
    part("a.po", 'msgid "场所"\nmsgstr "site"\n')
    folder = part("b.po", 'msgid "场所"\nmsgstr "site"\n')
    assert translations.merged(folder)["场所"].string == "site"

    part("c.po", 'msgid "场所"\nmsgstr "place"\n')
    with pytest.raises(Failure, match=r"'site' in a\.po and 'place' in c\.po"):
        translations.merged(folder)


def test_a_sentence_twice_in_one_part_is_refused(part: WritePart) -> None:
    folder = part("a.po", 'msgid "场所"\nmsgstr "site"\n\nmsgid ""\n"场所"\nmsgstr "place"\n')
    with pytest.raises(Failure, match="twice"):
        translations.merged(folder)


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ("", "no English"),
        ('msgid "复查"\nmsgstr ""\n', "no English"),
        ('#, fuzzy\nmsgid "复查"\nmsgstr "re-check"\n', "fuzzy"),
    ],
)
def test_missing_empty_and_fuzzy_english_is_named_with_its_place(
    part: WritePart, entry: str, complaint: str
) -> None:
    catalogue = translations.merged(part("a.po", entry))
    (line,) = translations.untranslated([Found("复查", None, "page.html:3")], catalogue)
    assert line.startswith("page.html:3: ")
    assert complaint in line


def test_a_plural_sentence_needs_both_english_forms(part: WritePart) -> None:
    catalogue = translations.merged(part("a.po", 'msgid "项"\nmsgstr "items"\n'))
    assert translations.untranslated([Found("项", None, "x:1")], catalogue) == []
    assert (
        "for one and one for several" in translations.untranslated([Found("项", "项", "x:1")], catalogue)[0]
    )


@pytest.mark.parametrize(
    ("english", "faulty"),
    [("%(n)s of %(total)s", False), ("%(n)s", True), ("%(n)s of %(totals)s", True), ("all", True)],
)
def test_placeholders_survive_translation(part: WritePart, english: str, *, faulty: bool) -> None:
    catalogue = translations.merged(part("a.po", f'msgid "%(n)s / 共 %(total)s"\nmsgstr "{english}"\n'))
    assert bool(translations.mismatches(catalogue)) is faulty


def test_python_sentences_are_found_by_syntax_not_by_look() -> None:
    source = """
title = _("隐患")
refusal = Text(N_("还差 %(n)s 项"), n=3)
long = N_("第一句，"
          "第二句")
many = ngettext("%(n)s 项", "%(n)s 项们", 2)
code = _(name)
plain = "不翻译"
# _("注释")
"""
    found = {one.msgid: one for one in message_sources.python_messages(source, "a.py")}
    assert set(found) == {"隐患", "还差 %(n)s 项", "第一句，第二句", "%(n)s 项"}
    assert found["%(n)s 项"].plural == "%(n)s 项们"
    assert found["隐患"].place == "a.py:2"


def test_a_formatted_sentence_is_refused() -> None:
    with pytest.raises(Failure, match=r"a\.py:1: an f-string"):
        list(message_sources.python_messages('_(f"还差 {n} 项")', "a.py"))


def test_template_sentences_are_found_and_leftovers_named() -> None:
    messages, leftovers = html(
        '{# 注释 #}<!-- 注释 -->\n<h1>{{ _("隐患") }}</h1>\n<p title="{{ _(\'标题\') }}">未翻译</p>\n{{ field("字段") }}'
    )
    assert {one.msgid for one in messages} == {"隐患", "标题"}
    assert {(one.place, one.msgid) for one in leftovers} == {
        ("page.html:3", '">未翻译</p>'),
        ("page.html:4", "字段"),
    }


def test_names_of_languages_stay_as_they_are() -> None:
    assert html("<a>简体中文</a>")[1] == []


def test_scripts_hold_no_chinese_outside_comments() -> None:
    source = '// 注释\n/* 多行\n注释 */\nconst url = "http://127.0.0.1";\nalert("错误");\n'
    assert [one.place for one in message_sources.script_leftovers(source, "a.js")] == ["a.js:5"]


def test_the_skeleton_can_be_filled_in_as_it_is(part: WritePart) -> None:
    empty = translations.merged(part("a.po", ""))
    text = "\n".join(translations.skeleton([Found('说"是"', None, "x:1")], empty)).replace(
        'msgstr ""', 'msgstr "say"'
    )
    assert translations.merged(part("b.po", text))['说"是"'].string == "say"
