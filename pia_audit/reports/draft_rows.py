"""Drafted change rows: table, JSON, CSV, and a workbook in the form's six columns, ready to paste.

Corrections of rows that are there stand apart from the missing ones everywhere, so that nobody pastes them as new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pia_audit.compare.corrections import Correction
from pia_audit.compare.draft import DraftRow
from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.model.plain_values import as_data
from pia_audit.reports import corrections, json_document, json_text, screen
from pia_audit.reports.grid import fold, grid
from pia_audit.reports.sheet_names import sheet_names
from pia_audit.reports.spreadsheets import close, csv_text, open_book, plain

COLUMNS = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")
"""The columns of the form's 変更箇所 table."""

_SHEET = "変更箇所"
_LISTS = "表による項番号の案"
_LIST_COLUMNS = ("表", "項目", "日", "案の一覧", "表による一覧")
_WIDTHS = (12, 32, 48, 48, 9, 24)
_CORRECTED_WIDTHS = (12, 9, 14, 12, 28, 32, 32, 32, 32, 9, 18, 40)


def cells(row: DraftRow) -> list[str]:
    """A row's six cells as the form prints them; a 提出時期 nothing speaks for stays empty."""
    on = f"{row.changed_on.year}/{row.changed_on.month}/{row.changed_on.day}" if row.changed_on else ""
    return [on, row.label, row.before, row.after, row.timing or "", ""]


_READ = ("changed_on", "item", "before", "after", "timing")


def as_text(
    rows: Sequence[DraftRow], unread: tuple[Unread, ...], lang: str, width: int | None = None, *,
    compared: bool = True, corrected: Sequence[Correction] = (),
) -> str:  # fmt: skip
    """The rows for reading, those of each report together, with why a 提出時期 is proposed, and below them the rows to
    be ``corrected``; ``compared``: there were editions to compare, ``width``: columns of the screen."""
    wording = Wording(lang)
    several = _several(rows, corrected)
    reports = _by_report(rows)
    parts = [
        (f"{report}\n\n" if several else "") + _table(report_rows, wording, width)
        for report, report_rows in reports.items()
    ]
    if not rows and compared:
        parts.append(wording.ui("nothing_to_draft"))
    if corrected:
        parts.append(corrections.intro(corrected, wording))
        parts += [
            (f"{report}\n\n" if several else "") + _corrections_table(report_rows, wording, width)
            for report, report_rows in _by_report(corrected).items()
        ]
    if unread:
        parts.append(screen.unread(unread, wording))
    return "\n\n".join(parts) + "\n"


_T = TypeVar("_T", DraftRow, Correction)


def _by_report(rows: Sequence[_T]) -> dict[str, list[_T]]:
    reports: dict[str, list[_T]] = {}
    for row in rows:
        reports.setdefault(row.report_id, []).append(row)
    return reports


def _several(rows: Sequence[DraftRow], corrected: Sequence[Correction]) -> bool:
    """Whether there is something to write for more than one report."""
    return len({*_by_report(rows), *_by_report(corrected)}) > 1


def _table(rows: Sequence[DraftRow], wording: Wording, width: int | None) -> str:
    """The form's own heads, outside Japanese with what they mean below them."""
    means = [wording.say("book", f"draft.{name}") for name in _READ]
    heads = [h if m == h else f"{h}\n{m}" for h, m in zip(COLUMNS, means, strict=False)]
    lines = []
    for row in rows:
        row_cells = cells(row)[:5]
        if width is None:
            row_cells = [_fold(c, w) for c, w in zip(row_cells, (10, 30, 40, 40, 4), strict=True)]
        lines.append([*row_cells, wording.term("reason", row.reason) if row.reason else ""])
    return "\n\n".join([grid(lines, [*heads, wording.ui("reason_head")], width), *_lists(rows, wording)])


def _lists(rows: Sequence[DraftRow], wording: Wording) -> list[str]:
    """What the law's tables have instead of lists of the rows, for pasting."""
    return [
        wording.say(
            "book",
            "draft.list",
            nth=nth,
            words=entry.words,
            day=entry.day.isoformat(),
            table=entry.table,
            right=entry.right,
        )
        for nth, row in enumerate(rows, 1)
        for entry in row.lists
    ]


_FORM = (COLUMNS[0], COLUMNS[1], COLUMNS[4], COLUMNS[5])
"""The form's heads that stand once in a table of corrections."""
_NARROW = (10, 12, 16, 10, 30, 40, 40, 40, 40, 4, 20, 50)
_SCREEN = (1, 2, 4, 7, 8, 11)
"""Which columns of that table a screen has room for: row, kind, item, both cells as they should read, and why."""


def _corrections_table(report_corrections: Sequence[Correction], wording: Wording, width: int | None) -> str:
    """The rows as they should read; those printed now stand in ``why`` as far as they are off."""
    heads = corrections.heads(wording, _FORM, reports=False)
    lines = [corrections.line(c, wording, reports=False) for c in report_corrections]
    if width is None:
        lines = [["\n".join(fold(cell, w)) for cell, w in zip(cells, _NARROW, strict=True)] for cells in lines]
    return grid([[cells[n] for n in _SCREEN] for cells in lines], [heads[n] for n in _SCREEN], width)


def _fold(text: str, width: int) -> str:
    """Break long lines so that the table stays on the screen."""
    lines = [line[i : i + width] for line in text.split("\n") for i in range(0, max(len(line), 1), width)]
    return "\n".join(lines)


def as_json_text(
    rows: Sequence[DraftRow], unread: tuple[Unread, ...], lang: str, corrected: Sequence[Correction] = ()
) -> str:
    """The JSON of ``draft``: missing ``rows``, and ``corrections`` of rows that are there."""
    wording = Wording(lang)
    data: list[dict[str, Any]] = [
        {
            "item": r.item_id, **_plain(as_data(r)),
            "reason_text": wording.term("reason", r.reason) if r.reason else "",
            "kind": "missing", "row_no": None,
            "why": wording.say("drafted", "why.missing", item=" ".join(r.label.split("\n"))),
        }
        for r in rows
    ]  # fmt: skip
    mended = [corrections.record(c, wording) for c in corrected]
    return json_text.dump({"rows": data, "corrections": mended, "unread": json_document.unread(unread, lang)})


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """A row's lists with their days as text."""
    lists = [{**entry, "day": entry["day"].isoformat()} for entry in data["lists"]]
    return {**data, "lists": lists}


def as_csv(rows: Sequence[DraftRow], lang: str, corrected: Sequence[Correction] = ()) -> str:
    """CSV in the form's six columns, of several reports with the report before them; a cell that a spreadsheet would
    take for a formula gets a quote before it. Rows to be ``corrected`` follow below an empty line, with a line that
    says so and heads of their own."""
    wording, several = Wording(lang), _several(rows, corrected)
    first = (wording.say("book", "history.report"),) if several else ()
    text = csv_text((*first, *COLUMNS), ([*((row.report_id,) if several else ()), *cells(row)] for row in rows))
    if not corrected:
        return text
    heads = corrections.heads(wording, _FORM, reports=several)
    below = csv_text(heads, (corrections.line(c, wording, reports=several) for c in corrected))
    return f"{text}\r\n{csv_text([corrections.intro(corrected, wording)], [])}{below}"


def write_xlsx(rows: Sequence[DraftRow], path: Path, lang: str = "ja", corrected: Sequence[Correction] = ()) -> None:
    """A workbook in the form's six columns, of several reports with a sheet for each, and a sheet of its own for rows
    to be ``corrected``; every cell is text. Raises ``OSError``."""
    book = open_book(path)
    reports, several, wording = _by_report(rows), _several(rows, corrected), Wording(lang)
    names = sheet_names(reports) if several and reports else [_SHEET]
    for name, report_rows in zip(names, reports.values() or [[]], strict=True):
        _write_sheet(book, name, COLUMNS, _WIDTHS, map(cells, report_rows))
    if corrected:
        (name,) = sheet_names([wording.say("drafted", "corrections.title")], names)
        heads = corrections.heads(wording, _FORM, reports=several)
        lines = (corrections.line(c, wording, reports=several) for c in corrected)
        widths = ((24,) if several else ()) + _CORRECTED_WIDTHS
        _write_sheet(book, name, heads, widths, lines, corrections.intro(corrected, wording))
    if any(row.lists for row in rows):
        _write_lists(book, rows)
    close(book)


def _write_lists(book: Any, rows: Sequence[DraftRow]) -> None:
    """A sheet of its own for what the law's tables have instead of lists of the rows."""
    sheet = book.add_worksheet(_LISTS)
    body = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
    for column, (title, width) in enumerate(zip(_LIST_COLUMNS, (24, 32, 12, 60, 60), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, body)
    entries = ((row.label, entry) for row in rows for entry in row.lists)
    for number, (label, entry) in enumerate(entries, 1):
        for column, text in enumerate((entry.table, label, entry.day.isoformat(), entry.listed, entry.right)):
            sheet.write_string(number, column, plain(text)[:32767], body)


def _write_sheet(
    book: Any, name: str, heads: Sequence[str], widths: Sequence[int], lines: Iterable[Sequence[str]], above: str = ""
) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"})
    body = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
    top = 1 if above else 0
    if above:
        sheet.write_string(0, 0, above, book.add_format({"bold": True}))
    for column, (title, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(top, column, title, head)
    for number, line in enumerate(lines, top + 1):
        for column, text in enumerate(line):
            sheet.write_string(number, column, plain(text)[:32767], body)
    sheet.freeze_panes(top + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
