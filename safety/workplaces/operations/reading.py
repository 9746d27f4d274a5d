"""A kept file as a register: which row holds the headings, which column is which field, and the rows by field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from safety.errors import Invalid
from safety.text import N_, Text
from safety.wire.tables import Table, cell_text, read_table
from safety.wire.workbooks import sheet_names
from safety.workplaces.columns import RECORD, VERSION, Headings, record_in
from safety.workplaces.geography import geography
from safety.workplaces.operations import metres
from safety.workplaces.operations.registers import Row

TABLE = "table"
#: What a feature's geometry gives a row beside its properties.
_GEOMETRY = ("lon", "lat", "outline", "refused")
#: The headings stand in one of these first rows, below a title at most.
_HEAD_WITHIN = 12
_TOTALS = frozenset({"合计", "总计", "小计", "共计", "累计", "total", "subtotal", "grandtotal"})
_SIGNED = re.compile(
    r"(填表|制表|审核|复核|负责|填报|报送|联系|编制|经办|主管|单位负责|统计)[^：:]{0,6}[：:]|(注|备注|说明)[：:]"
)
_FEW_CELLS = 4
_STATED = N_("各行按“记录编号”一列认作已登记的记录；这些列只供阅读，改了也不导入：%(names)s")
_TWICE = N_("这个记录编号在文件里有几行，不知道以哪一行为准；请只留一行")
#: A heading that is a field's name for programs.
_FOR_PROGRAMS = re.compile(r"[a-z][a-z0-9_]*")
_LEFT_LINKS = N_("文件里还有指向别处的链接，那里的地点没有读取：%(names)s")
_MOST_LINKS = 20
_UNCLOSED = N_("范围的边线没有闭合，按首尾相连读取，请在地图上核对：%(rows)s")
_NAMED_SYSTEM = N_(
    "文件写明了坐标系，坐标已按它换算成经纬度。坐标系请选 WGS 84 或 CGCS2000；选 GCJ-02 或 BD-09 会再平移一次，请先确认"
)


@dataclass(frozen=True)
class Register:
    """A register as read: the file's headings, which of them stand for which field, and the rows by field.

    ``numbers`` are those of the rows, as the program of the file shows them; ``head_row`` is that of the headings (None
    where features have none); ``remarks`` say what of the file is not plain to see.  ``in_metres``: places are metres in
    a zone that the file does not name; ``readings`` its first words in each encoding that it may be in, where its bytes do not tell.
    """

    head: list[str]
    columns: dict[str, str]
    rows: list[Row]
    numbers: list[int]
    head_row: int | None = None
    remarks: list[Text] = field(default_factory=list)
    in_metres: bool = False
    readings: Mapping[str, str] = field(default_factory=dict)

    def part(self, begin: int, most: int) -> Register:
        """At most ``most`` of its rows, after the first ``begin``."""
        end = begin + most
        rows, numbers = self.rows[begin:end], self.numbers[begin:end]
        return replace(self, rows=rows, numbers=numbers)

    def in_degrees(self, projection: str | None) -> Register:
        """The register with its metres in degrees, by the zone that was chosen."""
        if not self.in_metres:
            return self
        rows, remarks = metres.in_degrees(self.rows, projection)
        return replace(self, rows=rows, remarks=[*self.remarks, *remarks])


def layers_of(path: Path, form: str) -> list[str]:
    """The layers of a file, or the sheets of a workbook, among which to choose; none where it has one."""
    if form != TABLE:
        return geography().layers_of(path)
    names = sheet_names(path)
    return names if len(names) > 1 else []


def read_register(
    path: Path,
    form: str,
    headings: Headings,
    columns: Mapping[str, str] | None = None,
    *,
    layer: str | None = None,
    head_row: int | None = None,
    encoding: str | None = None,
) -> Register:
    """The rows of a kept file by field, in its order; ``columns`` (field → heading), ``head_row`` and ``encoding`` unless recognised.

    Raises:
        Invalid, TooLarge: it cannot be read (field ``file``); it has no row of that number (field ``head_row``).
    """
    if form == TABLE:
        return _of_table(read_table(path, layer, encoding), headings, columns, head_row)
    features = geography().read_features(path, layer)
    unclosed = [number for number, one in enumerate(features, start=1) if one.pop("open_ring", False)]
    names = list(dict.fromkeys(name for one in features for name in one))
    head = [name for name in names if name not in _GEOMETRY]
    match = headings.matched_cut if form == "shapefile" else headings.matched
    used = match(head) if columns is None else dict(columns)
    rows = [
        {name: cell_text(one.get(heading)) for name, heading in used.items()}
        | {name: one[name] for name in _GEOMETRY if one.get(name) is not None}
        for one in features
    ]
    if columns is None and not _says_records(rows):
        used, rows = _without_records(used, rows)
    rows = _once_each(rows)
    remarks = [Text(_NAMED_SYSTEM)] if geography().names_system(path, layer) else []
    if left := geography().links_left(path, layer):
        remarks.append(Text(_LEFT_LINKS, names="、".join(left[:_MOST_LINKS])))
    numbers = list(range(1, len(rows) + 1))
    if unclosed:
        told = [*map(str, unclosed[:_MOST_LINKS]), *(["…"] if len(unclosed) > _MOST_LINKS else [])]
        remarks.append(Text(_UNCLOSED, rows="、".join(told)))
    return Register(head, used, rows, numbers, None, remarks, metres.are_metres(rows))


def _of_table(
    table: Table, headings: Headings, columns: Mapping[str, str] | None, head_row: int | None
) -> Register:
    at, head = _head_of(table, headings, head_row)
    used = headings.matched(head) if columns is None else dict(columns)
    places = {name: head.index(heading) for name, heading in used.items() if heading in head}
    rows = [
        _row(cells, number, places, table)
        for cells, number in zip(table.rows[at + 1 :], table.numbers[at + 1 :], strict=True)
    ]
    if columns is None and not _says_records(rows):
        used, rows = _without_records(used, rows)
    rows = _once_each(rows)
    remarks = list(table.remarks)
    if at > 0:
        sentence = N_("列名在第 %(row)s 行，它上面的行不读取")
        remarks.insert(0, Text(sentence, row=table.numbers[at]))
    if RECORD in used:
        left = [one for one in head if one and one not in used.values() and not _FOR_PROGRAMS.fullmatch(one)]
        remarks.insert(0, Text(_STATED, names="、".join(left) or "—"))
    numbers = table.numbers[at + 1 :]
    in_metres = metres.are_metres(rows)
    return Register(head, used, rows, numbers, table.numbers[at], remarks, in_metres, table.readings)


def _says_records(rows: Sequence[Row]) -> bool:
    """Whether a column headed as that of our records holds one at least; another register may number its own so."""
    told = [str(row[RECORD]) for row in rows if row.get(RECORD)]
    return not told or any(record_in(one) is not None for one in told)


def _without_records(used: Mapping[str, str], rows: Sequence[Row]) -> tuple[dict[str, str], list[Row]]:
    left_out = {RECORD, VERSION}
    kept = [{name: value for name, value in row.items() if name not in left_out} for row in rows]
    return {name: heading for name, heading in used.items() if name not in left_out}, kept


def _once_each(rows: Sequence[Row]) -> list[Row]:
    """The rows; each of two that are the same record is refused, since the last would win unseen."""
    named = [record_in(str(row.get(RECORD) or "")) for row in rows]
    times = Counter(named)
    return [
        row | {"unread": {**row.get("unread", {}), RECORD: Text(_TWICE)}}
        if one is not None and times[one] > 1
        else row
        for row, one in zip(rows, named, strict=True)
    ]


def _row(cells: Sequence[str], number: int, places: Mapping[str, int], table: Table) -> Row:
    row: Row = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
    unread = {name: table.unread[number, at] for name, at in places.items() if (number, at) in table.unread}
    told = [cell for cell in cells if cell]
    if _is_no_record(told):
        unread = {"name": Text(N_("像是合计或落款（%(words)s），不是一条记录"), words=told[0][:40])}
    return row | {"unread": unread} if unread else row


def _is_no_record(told: Sequence[str]) -> bool:
    """Whether a row looks like the total or the signatures below a sheet."""
    first = "".join(told[0].split()) if told else ""
    is_total = first.rstrip("：:").lower() in _TOTALS
    return is_total or (len(told) <= _FEW_CELLS and _SIGNED.match(first) is not None)


def _head_of(table: Table, headings: Headings, chosen: int | None) -> tuple[int, list[str]]:
    """Where the headings end, and what they are: those of a second row go before those above them."""
    if chosen is not None and chosen not in table.numbers:
        raise Invalid(fields={"head_row": [N_("文件里没有这一行，或者它是空的")]})
    within = (
        [table.numbers.index(chosen)] if chosen is not None else range(min(_HEAD_WITHIN, len(table.rows)))
    )
    best, heads = 0, {at: _joined(table, at, headings) for at in within}
    if chosen is not None:
        return within[0], heads[within[0]]
    known = {at: len(headings.matched(head)) for at, head in heads.items()}
    for at, count in known.items():
        if count > known[best] and count >= 2:
            best = at
    return best, heads[best]


def _joined(table: Table, at: int, headings: Headings) -> list[str]:
    """The headings of a row; with those above it where they are two rows of headings."""
    below = table.rows[at]
    if at == 0 or table.numbers[at - 1] != table.numbers[at] - 1:
        return below
    above = table.rows[at - 1]
    width = max(len(above), len(below))
    both = [
        (below[place] if place < len(below) else "") or (above[place] if place < len(above) else "")
        for place in range(width)
    ]
    known = len(headings.matched(both))
    alone = len(headings.matched(below))
    return both if known > max(alone, len(headings.matched(above))) and alone else below
