"""Which characters no font at hand can print: asked before a paper is issued, never found out on its sealed page.

At hand are the fonts that set-up brings and those that an administrator lays into ``<data_dir>/fonts``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safety.errors import Invalid
from safety.text import N_, Sentence, Text

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
#: The fonts that a paper asks one after another (``templates/documents/paper.typ``); those of an administrator come last.
_AS_PRINTED = ("NotoSerifSC-Regular.ttf", "NotoSansSC-Regular.ttf", "BabelStoneHan.ttf", "HanaMinB.ttf")
#: Marks without a picture of their own: spaces, joiners, selectors of a variant.
_UNSEEN = frozenset(
    [
        *b"\t\n\r ",
        *(0x00A0, 0x00AD, 0x034F, 0x3000, 0xFEFF),
        *range(0x2000, 0x2010),
        *range(0x2028, 0x202A),
        *range(0x2060, 0x2065),
        *range(0xFE00, 0xFE10),
        *range(0xE0000, 0xE0080),
        *range(0xE0100, 0xE01F0),
    ]
)
_PLACES: Mapping[str, str] = {
    "title": N_("标题"),
    "issuer": N_("发文单位"),
    "addressee": N_("主送单位"),
    "citations": N_("依据"),
    "signers": N_("签字人"),
    "attachments": N_("附件"),
    "copies_to": N_("抄送"),
    "note": N_("备注"),
    "pictures": N_("照片说明"),
    "heading": N_("正文标题"),
    "paragraph": N_("正文"),
    "link": N_("二维码说明"),
}


@dataclass(frozen=True)
class Unprintable:
    """Characters that cannot be printed: the place as a person knows it, the path in the content, the characters."""

    place: Sentence
    path: str
    characters: tuple[str, ...]

    def told(self) -> Text:
        """The same as a sentence; each character with its code, since a screen may not show it either."""
        signs = "、".join(f"{sign}（U+{ord(sign):04X}）" for sign in self.characters)
        words = N_("「%(place)s」中的 %(signs)s 没有字体可以打印，请改用其他写法，或请管理员安装字体")
        return Text(words, place=self.place, signs=signs)


def font_files(folders: Sequence[Path]) -> list[Path]:
    """The font files of ``folders``, in the order in which they are asked."""
    return [
        path
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in SUFFIXES
    ]


def missing(text: str, folders: Sequence[Path]) -> tuple[str, ...]:
    """The characters of ``text`` that no font in ``folders`` prints, each once, in their order."""
    without_meaning = {ord(sign) for sign in text if _means_nothing(sign)}
    left = {ord(sign) for sign in text} - _UNSEEN - without_meaning
    # Most text needs the first font alone; the large ones are read when a rare character asks for them.
    files = sorted(font_files(folders), key=lambda one: ("Bold" in one.name, one.stat().st_size))
    left.difference_update(*(found for _path, found in _covering(left, files)))
    left |= without_meaning
    return tuple(dict.fromkeys(sign for sign in text if ord(sign) in left))


def covering(text: str, folders: Sequence[Path]) -> list[tuple[Path, tuple[int, ...]]]:
    """The fonts with which ``text`` is printed, each with the codes of the characters that it is taken for."""
    order = {name: place for place, name in enumerate(_AS_PRINTED)}
    files = sorted(font_files(folders), key=lambda one: (order.get(one.name, len(order)), one.name))
    found = _covering({ord(sign) for sign in text} - _UNSEEN, files)
    return [(path, tuple(sorted(codes))) for path, codes in found]


def _covering(codes: set[int], files: Sequence[Path]) -> Iterator[tuple[Path, set[int]]]:
    left = set(codes)
    for path in files:
        if not left:
            return
        found = left & _covered(path, path.stat().st_mtime_ns)
        left -= found
        if found:
            yield path, found


def _means_nothing(sign: str) -> bool:
    """Whether a character says nothing whatever a font draws for it: of private use, or in place of a lost one."""
    return sign == "\N{REPLACEMENT CHARACTER}" or unicodedata.category(sign) == "Co"


@lru_cache(maxsize=16)
def _covered(path: Path, _changed: int) -> frozenset[int]:
    from fontTools.ttLib import TTCollection, TTFont

    if path.suffix.lower() in {".ttc", ".otc"}:
        with TTCollection(path, lazy=True) as collection:
            return frozenset(code for font in collection.fonts for code in _codes_of(font))
    with TTFont(path, lazy=True) as font:
        return frozenset(_codes_of(font))


def _codes_of(font: TTFont) -> Iterable[int]:
    # Any names will do for the glyphs; to find those that the font gives them takes five times as long.
    font.setGlyphOrder([str(index) for index in range(font["maxp"].numGlyphs)])
    return font.getBestCmap() or ()


def printed(files: Sequence[Path]) -> set[int]:
    """The codes of all signs that ``files`` print, with those that need no picture."""
    codes = set(_UNSEEN).union(*(_covered(path, path.stat().st_mtime_ns) for path in files))
    return {code for code in codes if not _means_nothing(chr(code))}


def texts_of(plain: Mapping[str, Any]) -> Iterator[str]:
    """Every text of a paper's content that is printed."""
    return (text for _place, _path, text in _places(plain))


def unprintable(plain: Mapping[str, Any], folders: Sequence[Path]) -> list[Unprintable]:
    """The places of a paper's content (``PaperContent.as_json``) that no font at hand can print whole."""
    lost = set(missing("".join(texts_of(plain)), folders))
    found = (
        Unprintable(place, path, tuple(dict.fromkeys(sign for sign in text if sign in lost)))
        for place, path, text in _places(plain)
    )
    return [one for one in found if one.characters]


def check_glyphs(plain: Mapping[str, Any], folders: Sequence[Path]) -> None:
    """Refuse content with characters that no font at hand can print.

    Raises:
        Invalid: by path in the content, a sentence with the place and the characters.
    """
    found = unprintable(plain, folders)
    if found:
        sentence = Text(N_("文书中有不能打印的字：改正后才能签发；原文不能再改的，可以编码代替"))
        fields = {f"content.{one.path}": [one.told()] for one in found}
        raise Invalid(sentence, code="unprintable", fields=fields)


def _places(plain: Mapping[str, Any]) -> Iterator[tuple[Sentence, str, str]]:
    """Every text of the content with the place it stands in and its path."""
    for name, value in plain.items():
        if name == "blocks":
            for index, block in enumerate(value):
                yield from _of_block(block, f"blocks.{index}")
        elif name in _PLACES:
            yield from ((_PLACES[name], path, text) for path, text in _texts(value, name))


def _of_block(block: Mapping[str, Any], path: str) -> Iterator[tuple[Sentence, str, str]]:
    if block["block"] == "form":
        for index, (label, value) in enumerate(block["rows"]):
            yield label, f"{path}.rows.{index}", f"{label}{value}"
    elif block["block"] == "table":
        heads = [column["title"] for column in block["columns"]]
        for number, row in enumerate(block["rows"]):
            for head, value in zip(heads, row, strict=False):
                where = Text(N_("第 %(row)s 行%(column)s"), row=number + 1, column=head)
                yield where, f"{path}.rows.{number}", value
        yield Text(N_("表头")), f"{path}.columns", "".join(heads)
    else:
        place = _PLACES[block["block"]]
        values = {name: value for name, value in block.items() if name not in {"block", "url"}}
        yield from ((place, where, text) for where, text in _texts(values, path))


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
        return
    inner: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, Mapping):
        inner = value.items()
    elif isinstance(value, list | tuple):
        inner = enumerate(value)
    for name, item in inner:
        yield from _texts(item, f"{path}.{name}")
