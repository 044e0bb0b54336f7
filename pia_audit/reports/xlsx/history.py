"""変更履歴: the reports' change tables, with what each row changed marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from pia_audit.reports.change_rows import HistoryRow
from pia_audit.reports.redline import Piece, merged, shortened
from pia_audit.reports.spreadsheets import plain
from pia_audit.reports.xlsx.sheets import Book

_WIDTHS = {
    "report": 14, "edition": 11, "row": 4, "changed_on": 11, "label": 74, "item": 24, "change": 84, "before": 40.5,
    "after": 40, "timing": 6, "note": 17, "chain": 14, "rules": 8.5,
}  # fmt: skip
_MARGIN, _MOST_SHOWN = 16, 140
"""Characters shown on either side of a difference, and of a change at all; both texts stand whole beside it."""
_QUIET = frozenset({"whole", "part", "relative", "none"})
"""States of a chain that follows on: nothing to read about."""
_ROOMY = 400
_ASIDE = frozenset({"item", "before", "after"})
"""There for machines, and for who wants to read on: out of the way, as the label and the change say the same."""
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
    same = {"report", "edition"} if len({r.report_id for r in rows}) <= 1 else set()
    empty = _ASIDE if any(r.note for r in rows) else _ASIDE | {"note"}
    for column in same | empty:
        at = _COLUMNS.index(column)
        sheet.set_column(at, at, _WIDTHS[column], None, {"hidden": True})
    book.paper(sheet, [width for column, width in _WIDTHS.items() if column not in same | empty])


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
        width = _ROOMY if column in _ASIDE else _WIDTHS[column]
        book.text(sheet, at, _COLUMNS.index(column), text_of_column, width, _where(book, r, column))
    book.number(sheet, at, _COLUMNS.index("row"), r.row)
    look = _DOUBTFUL if r.links.doubtful else {}
    chain = "\n".join(sentence for sentence, state in r.links.lines(book.words) if state not in _QUIET)
    book.text(sheet, at, _COLUMNS.index("chain"), chain, _WIDTHS["chain"], "", **look)
    lost = f"（{book.words.term('status', 'unreadable')}）"
    old, new = (r.carried.before, r.carried.after) if r.carried else (r.before, r.after)
    typed = r.carried.as_typed(book.words) if r.carried else ""
    for column, text in (("before", old), ("after", new)):
        quiet = {"font_color": "#5C5C5C"} if text is None else {}
        book.text(
            sheet, at, _COLUMNS.index(column), lost if text is None else text, _ROOMY, _where(book, r, column), **quiet
        )
    if old is None or new is None:
        book.text(sheet, at, _COLUMNS.index("change"), lost, _WIDTHS["change"], "", font_color="#5C5C5C")
    else:
        pieces = shortened(merged(plain(old), plain(new)), _MARGIN)
        _change(book, sheet, at, pieces, typed)


def _change(book: Book, sheet: Any, at: int, pieces: Sequence[Piece], typed: str) -> None:
    """What went and what came in one text, as far as there is room, and the words of a row in relative ones."""
    out: list[Piece] = []
    room = _MOST_SHOWN
    for piece in pieces:
        text = "…" if piece.mark == "cut" else " ".join(piece.text.split("\n"))
        if room <= 0:
            out.append(Piece("…", "same"))
            break
        out.append(
            replace(
                piece,
                text=text if len(text) <= room else f"{text[:room]}…",
                mark="same" if piece.mark == "cut" else piece.mark,
            )
        )
        room -= len(text)
    note = f"\n{typed if len(typed) <= _MOST_SHOWN else f'{typed[:_MOST_SHOWN]}…'}" if typed else ""
    runs = book.marked(out) + ([book.format(font_color="#5C5C5C"), plain(note)] if note else [])
    book.put(sheet, at, _COLUMNS.index("change"), runs, book.cell(), _WIDTHS["change"])


def _where(book: Book, r: HistoryRow, column: str) -> str:
    return book.say("texts.of_history", report=r.report_id, row=r.row, column=book.say(f"history.{column}"))
