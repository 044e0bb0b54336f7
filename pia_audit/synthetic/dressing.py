"""Dresses an invented workbook as offices do: rows hidden, struck through or white, cells joined, columns moved.

What an edition says stays as it is; what is added is words that nobody sees or that were withdrawn, so that a reader
can be held to the truth and to telling what it left out.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import groupby
from random import Random
from typing import Any

import openpyxl
from msgspec import Struct, field
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.merge import MergedCellRange

from pia_audit.model import ChangeRow, Edition
from pia_audit.synthetic.as_workbook import Habits, to_workbook
from pia_audit.synthetic.repeated import form_of

TRAITS = (
    "hidden row", "struck row", "white row", "struck run", "joined", "coloured", "reordered", "strange column",
    "hidden column", "hidden sheet", "moved", "shown day", "two lines", "second header", "print area", "body run",
)  # fmt: skip
"""What may be done to a workbook."""
NOTES = {
    "hidden row": "seen-hidden-rows", "struck row": "seen-struck", "white row": "seen-unseen",
    "struck run": "seen-struck", "strange column": "head-words", "hidden column": "seen-hidden-columns",
    "hidden sheet": "seen-hidden-sheets", "print area": "seen-not-printed", "body run": "seen-struck",
}  # fmt: skip
"""What a reader has to tell of each; of the others there is nothing to tell."""

_HEAD = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")
_TWO_LINES = (
    ("変更日", "項目", "変更", "変更", "提出", "提出時期に"),
    ("", "", "前の記載", "後の記載", "時期", "係る説明"),
)
_DECOY = ("令和元年5月7日", "Ⅰ 関連情報 5. 評価実施機関における担当部署 ①部署", "幻の旧課", "幻の新課", "事後", "幻")
_STRUCK, _WHITE, _RED = {"strike": True}, {"color": "FFFFFFFF"}, {"color": "FFFF0000", "underline": "single"}
_SHOWN = ('[$-411]ggge"年"m"月"d"日"', "yy/mm/dd", "m/d/yyyy", "[$-411]ge.m.d", "yyyy/mm/dd")


class Dressed(Struct, frozen=True):
    """A workbook and what was done to it."""

    data: bytes
    traits: tuple[str, ...]


class _Line(Struct):
    """A row of the table before it is written: its cells, and how it looks."""

    cells: list[Any]
    font: dict[str, Any] = field(default_factory=dict)
    hidden: bool = False
    change: ChangeRow | None = None
    heading: bool = False


def _loaded(data: bytes) -> Any:
    """The workbook, without the borders of joined cells: openpyxl takes seconds over them, and nobody looks at them."""
    borders = MergedCellRange.format
    MergedCellRange.format = lambda _: None
    try:
        return openpyxl.load_workbook(io.BytesIO(data))
    finally:
        MergedCellRange.format = borders


def dressed(edition: Edition, seed: int) -> Dressed:
    """The edition as a workbook with traits of that seed. Needs openpyxl."""
    rng = Random(f"dressing {seed}")
    traits = tuple(t for t in TRAITS if rng.random() < 0.4) or (rng.choice(TRAITS),)
    book = _loaded(to_workbook(edition, Habits(date_format="@"))[0])
    form = form_of(edition)
    for name in [n for n in book.sheetnames if n.startswith(form.change_table[:20])]:
        del book[name]
    if "body run" in traits and not _strike_in_body(book, edition):
        traits = tuple(t for t in traits if t != "body run")
    _write(book.create_sheet(form.change_table[:31]), edition, traits, rng)
    if "hidden sheet" in traits:
        sheet = book.create_sheet("入力規則")
        sheet.append(_DECOY)
        sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return Dressed(out.getvalue(), traits)


def _strike_in_body(book: Any, edition: Edition) -> bool:
    """Strike words through before the text of a field; whether there is a field for it."""
    texts = {i.text for i in edition.items if i.kind == "text" and i.text and not i.item_id.startswith("cover.")}
    for cell in (c for sheet in book.worksheets[1:] for row in sheet.iter_rows() for c in row):
        if isinstance(cell.value, str) and len(cell.value) > 12 and cell.value in texts:
            cell.value = _runs("幻の旧記載。", cell.value)
            return True
    return False


def _runs(struck: str, text: str) -> Any:
    return CellRichText(TextBlock(InlineFont(strike=True), struck), TextBlock(InlineFont(), text))


# --- the change table ---------------------------------------------------------------------------------


def _write(sheet: Any, edition: Edition, traits: tuple[str, ...], rng: Random) -> None:
    """The table, line by line, in its columns."""
    order = rng.sample(range(6), 6) if "reordered" in traits else list(range(6))
    places: list[int | str] = list(order)
    if "strange column" in traits:
        places.insert(rng.randrange(7), "担当課")
    if "hidden column" in traits:
        places.insert(rng.randrange(1, len(places)), "作業メモ")
    down, first_column = (rng.randrange(1, 9), rng.randrange(1, 6)) if "moved" in traits else (0, 0)
    sheet.cell(down + 1, first_column + 1).value = "変更箇所"
    lines = _lines(edition, traits, rng)
    for number, line in enumerate(lines, down + 2):
        for column, column_source in enumerate(places, first_column + 1):
            _put(sheet.cell(number, column), line, column_source, traits, rng)
        sheet.row_dimensions[number].hidden = line.hidden
    if "joined" in traits:
        _join(sheet, lines, down + 2, first_column + 1 + places.index(0))
    if "hidden column" in traits:
        sheet.column_dimensions[_letters(first_column + 1 + places.index("作業メモ"))].hidden = True
    if "print area" in traits:
        last, end = down + 1 + len(lines), first_column + len(places)
        sheet.cell(last + 2, first_column + 1).value = "幻のメモ"
        sheet.print_area = f"A1:{_letters(end)}{last}"


def _lines(edition: Edition, traits: tuple[str, ...], rng: Random) -> list[_Line]:
    heading = [_Line(list(texts), heading=True) for texts in (_TWO_LINES if "two lines" in traits else (_HEAD,))]
    lines = [_Line(_cells(change), change=change) for change in edition.changes]
    added: dict[str, Callable[[], _Line]] = {
        "hidden row": lambda: _Line(list(_DECOY), hidden=True),
        "struck row": lambda: _Line(list(_DECOY), _STRUCK),
        "white row": lambda: _Line(list(_DECOY), _WHITE),
        "second header": lambda: _Line(list(_HEAD), heading=True),
    }
    for trait, line in added.items():
        if trait in traits:
            lines.insert(rng.randrange(1, len(lines) + 1) if len(lines) > 1 else len(lines), line())
    return [*heading, *lines]


def _cells(change: ChangeRow) -> list[Any]:
    return [
        change.changed_on_text, change.label, change.before or "", change.after or "", change.timing_text, change.note,
    ]  # fmt: skip


def _put(cell: Any, line: _Line, column_source: int | str, traits: tuple[str, ...], rng: Random) -> None:
    side = Side(style="thin")
    cell.border, cell.alignment = Border(side, side, side, side), Alignment(wrap_text=True)
    if isinstance(column_source, str):
        cell.value = column_source if line.heading else "手当課"
        cell.value = None if line.heading and not any(line.cells[:1]) else cell.value
        return
    value = line.cells[column_source]
    cell.value = value or None
    cell.number_format = "@"
    if line.font:
        cell.font = Font(**line.font)
    elif line.change is not None and "coloured" in traits and rng.random() < 0.2:
        cell.font = Font(**_RED)
    is_first_after = line.change is not None and column_source == 3 and line.change.row_no == 1
    if is_first_after and value and "struck run" in traits:
        cell.value = _runs("幻の語。", value)
    if column_source == 0 and line.change is not None and line.change.changed_on is not None and "shown day" in traits:
        cell.value, cell.number_format = line.change.changed_on, rng.choice(_SHOWN)


def _join(sheet: Any, lines: list[_Line], first: int, column: int) -> None:
    """Join the days of rows of one day that stand together."""
    numbered = enumerate(lines, first)
    for (is_change, _), group in groupby(numbered, key=lambda n: (n[1].change is not None, n[1].cells[0])):
        rows = [number for number, _ in group]
        if is_change and len(rows) > 1:
            sheet.merge_cells(start_row=rows[0], end_row=rows[-1], start_column=column, end_column=column)


def _letters(column: int) -> str:
    return str(get_column_letter(column))
