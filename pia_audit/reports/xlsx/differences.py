"""差分: what differs between consecutive editions, and which rows record it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pia_audit.reports.redline import redline
from pia_audit.reports.spreadsheets import plain
from pia_audit.reports.xlsx.sheets import ROOM, Book, fits

_WIDTHS = {
    "report": 14, "old": 11, "edition": 11, "item": 28, "op": 8, "account": 13, "rows": 8, "before": 44, "after": 44,
    "rung": 12,
}  # fmt: skip
_COLUMNS = tuple(_WIDTHS)
_ACCOUNTS: dict[str, dict[str, Any]] = {
    "undocumented": {"bg_color": "#F6DEDC", "font_color": "#8A1515", "bold": True},
    "partial": {"bg_color": "#F8EFD8", "bold": True},
}


def write(book: Book, rows: Sequence[dict[str, Any]]) -> None:
    """Write the sheet; editions that do not differ are said not to."""
    rows = book.limited("differences", rows)
    heads = [book.say(f"difference.{c}") for c in _COLUMNS]
    sheet = book.listing("differences", heads, list(_WIDTHS.values()), len(rows), fixed=4)
    for at, difference in enumerate(rows, 1):
        _row(book, sheet, at, difference)
    if not rows:
        notice = book.say("summary.none_differ")
        sheet.write_string(1, 0, notice, book.format(text_wrap=False))


def _row(book: Book, sheet: Any, at: int, d: dict[str, Any]) -> None:
    wording = book.words
    item = d["item_label"] or d["item"]
    texts = {
        "report": d["report_id"],
        "old": d["old"] or wording.ui("unknown"),
        "edition": d["new"] or wording.ui("unknown"),
        "item": item,
        "op": wording.term("op", d["op"]),
        "rows": "・".join(map(str, d["rows"])),
        "rung": wording.term("rung", d["rung"]),
    }
    for column, text in texts.items():
        book.text(sheet, at, _COLUMNS.index(column), text, _WIDTHS[column], "")
    account = wording.term("account", d["status"])
    book.text(sheet, at, _COLUMNS.index("account"), account, 14, "", **_ACCOUNTS.get(d["status"], {}))
    pair = [("before", d["before"] or ""), ("after", d["after"] or "")]
    whole = all(fits(plain(t), _WIDTHS[c]) for c, t in pair)
    sides = redline(pair[0][1], pair[1][1], None if whole else ROOM, always=True)
    for (column, text), side in zip(pair, sides, strict=True):
        head = book.say(f"difference.{column}")
        where = book.say("texts.of_difference", edition=texts["edition"], item=item, column=head)
        book.side(sheet, at, _COLUMNS.index(column), text, side, _WIDTHS[column], where)
