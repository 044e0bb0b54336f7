"""変更履歴: the reports' change tables, with what each row changed marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pia_audit.reports.change_rows import HistoryRow
from pia_audit.reports.redline import redline
from pia_audit.reports.spreadsheets import plain
from pia_audit.reports.xlsx.sheets import ROOM, Book, fits

_WIDTHS = {
    "report": 14, "edition": 11, "row": 5, "changed_on": 11, "label": 24, "item": 24, "before": 40, "after": 40,
    "timing": 8, "note": 17, "chain": 13, "rules": 9.5,
}  # fmt: skip
_COLUMNS = tuple(_WIDTHS)
_DOUBTFUL = {"bg_color": "#E3E3E3", "bold": True}


def write(book: Book, rows: Sequence[HistoryRow]) -> None:
    """Write the sheet."""
    rows = book.limited("history", rows)
    heads = [book.say(f"history.{c}") for c in _COLUMNS]
    sheet = book.listing("history", heads, list(_WIDTHS.values()), len(rows), fixed=3)
    for at, row in enumerate(rows, 1):
        _row(book, sheet, at, row)
    if not rows:
        sheet.write_string(1, 0, book.words.ui("no_rows_line"), book.format(text_wrap=False))
    hidden = 2 if len({r.report_id for r in rows}) <= 1 else 0
    if hidden:
        sheet.set_column(0, 1, 11, None, {"hidden": True})
    book.paper(sheet, list(_WIDTHS.values())[hidden:])


def _row(book: Book, sheet: Any, at: int, r: HistoryRow) -> None:
    texts = {
        "report": r.report_id,
        "edition": r.edition or "",
        "changed_on": r.changed_on,
        "label": r.label,
        "item": "\n".join(r.items),
        "timing": r.timing,
        "note": r.note,
        "rules": "\n".join(r.rules),
    }
    for column, text_of_column in texts.items():
        book.text(sheet, at, _COLUMNS.index(column), text_of_column, _WIDTHS[column], _where(book, r, column))
    book.number(sheet, at, _COLUMNS.index("row"), r.row)
    look = _DOUBTFUL if r.links.doubtful else {}
    chain = "\n".join(sentence for sentence, _ in r.links.lines(book.words))
    book.text(sheet, at, _COLUMNS.index("chain"), chain, _WIDTHS["chain"], "", **look)
    lost = f"（{book.words.term('status', 'unreadable')}）"
    old, new = (r.carried.before, r.carried.after) if r.carried else (r.before, r.after)
    typed = {"after": r.carried.told(book.words)} if r.carried else {}
    pair = [("before", old), ("after", new)]
    whole = all(fits(f"{plain(t or '')}\n{typed.get(c, '')}".rstrip(), _WIDTHS[c]) for c, t in pair)
    sides = redline(old, new, None if whole else ROOM)
    for (column, text), side in zip(pair, sides, strict=True):
        where = _where(book, r, column)
        if text is None:
            book.text(sheet, at, _COLUMNS.index(column), lost, _WIDTHS[column], where, font_color="#5C5C5C")
        else:
            book.side(sheet, at, _COLUMNS.index(column), text, side, _WIDTHS[column], where, typed.get(column, ""))


def _where(book: Book, r: HistoryRow, column: str) -> str:
    return book.say("texts.of_history", report=r.report_id, row=r.row, column=book.say(f"history.{column}"))
