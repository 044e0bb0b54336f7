"""指摘一覧: a row per finding, and the columns an auditor fills."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath
from typing import Any

from pia_audit.reports import listing
from pia_audit.reports.book.pages import LEVELS, ROOM, Book, fits
from pia_audit.reports.cells import plain
from pia_audit.reports.model import AuditReport, Finding
from pia_audit.reports.redline import redline

_WIDTHS = {
    "number": 5, "severity": 8, "rule": 8.5, "title": 18, "report": 14, "edition": 11, "item": 21, "row": 5,
    "changed": 11, "message": 34, "expected": 27, "actual": 27, "place": 13, "confidence": 6, "state": 16,
    "decided": 22, "cause": 18,
    "verdict": 9, "reason": 20, "by": 9, "on": 10, "until": 10, "fingerprint": 18,
}  # fmt: skip
_COLUMNS = (*listing.COLUMNS, *listing.DECISIONS)
_TO_FILL = {"bg_color": "#FFFBE6", "locked": False}
_DATE = "yyyy/m/d"


def write(book: Book, report: AuditReport) -> None:
    """Write the sheet."""
    found = book.limited("findings", report.findings)
    widths = [_WIDTHS[c] for c in _COLUMNS]
    sheet = book.listing("findings", listing.heads(book.words), widths, len(found), fixed=3)
    for number, finding in enumerate(found, 1):
        _row(book, sheet, number, finding, alone=len(report.editions) == 1)
    if not found:
        sheet.write_string(1, 0, book.say("summary.no_findings"), book.format(text_wrap=False))
    _hide(sheet, report)
    _choices(book, sheet, max(1, len(found)))
    sheet.print_area(0, 0, max(1, len(found)), _at("until"))


def _at(column: str) -> int:
    return _COLUMNS.index(column)


def _row(book: Book, sheet: Any, number: int, f: Finding, *, alone: bool) -> None:
    """A finding's row; ``alone``: of the only file there is, which no place names. Folders stand on 照合 alone."""
    cells = listing.cells(number, f, book.words)
    names = (("" if alone else PurePath(e.source).name, book.words.place(e.locator)) for e in f.evidence)
    cells["place"] = "\n".join(dict.fromkeys(" ".join(n).strip() for n in names))
    book.number(sheet, number, _at("number"), number)
    book.number(sheet, number, _at("row"), f.row)
    sheet.write_string(
        number, _at("severity"), cells["severity"], book.cell(align="center", **LEVELS[f.severity])
    )
    for column in ("rule", "title", "report", "edition", "item", "changed", "place", "confidence", "state", "cause"):
        _text(book, sheet, number, column, cells[column])
    late = f.decision is not None and f.decision.overdue
    _text(book, sheet, number, "decided", cells["decided"], **({"bold": True, "bg_color": "#F3C969"} if late else {}))
    where = _where(book, number, "message")
    book.titled(sheet, number, _at("message"), f.title, cells["message"], _WIDTHS["message"], where)
    _texts(book, sheet, number, f)
    for column in listing.DECISIONS[:-1]:
        days = {"num_format": _DATE, "align": "center"} if column in ("on", "until") else {}
        sheet.write_blank(number, _at(column), None, book.cell(**days, **_TO_FILL))
    _text(book, sheet, number, "fingerprint", f.fingerprint, font_color="#5C5C5C")


def _text(book: Book, sheet: Any, row: int, column: str, text: str, **look: Any) -> None:
    book.text(sheet, row, _at(column), text, _WIDTHS[column], _where(book, row, column), **look)


def _where(book: Book, number: int, column: str) -> str:
    return book.say("texts.of_finding", number=number, column=listing.head(column, book.words))


def _texts(book: Book, sheet: Any, row: int, f: Finding) -> None:
    """Both texts with their difference marked; of a long one the surroundings of the difference."""
    texts = (("expected", f.expected or ""), ("actual", f.actual or ""))
    whole = all(fits(plain(t), _WIDTHS[c]) for c, t in texts)
    sides = redline(f.expected, f.actual, None if whole else ROOM)
    for (column, text), side in zip(texts, sides, strict=True):
        book.side(sheet, row, _at(column), text, side, _WIDTHS[column], _where(book, row, column))


def _hide(sheet: Any, report: AuditReport) -> None:
    """Columns that would say the same in every row are there for machines and out of the way."""
    same = {
        "title": True,
        "report": len(report.reports) <= 1,
        "edition": len({f.edition for f in report.findings}) <= 1,
        "state": not any(f.baseline or f.suppression for f in report.findings),
        "decided": not any(f.decision for f in report.findings),
        "cause": not any(f.cause for f in report.findings),
    }
    for column, hidden in same.items():
        if hidden:
            sheet.set_column(_at(column), _at(column), _WIDTHS[column], None, {"hidden": True})


def _choices(book: Book, sheet: Any, last: int) -> None:
    say = book.say
    sheet.data_validation(
        1, _at("verdict"), last, _at("verdict"),
        {"validate": "list", "source": listing.choices(book.words), "ignore_blank": True,
         "input_title": say("input.verdict_title"), "input_message": say("input.verdict_text"),
         "error_title": say("input.verdict_title"), "error_message": say("input.verdict_error")},
    )  # fmt: skip
    for column in ("on", "until"):
        sheet.data_validation(
            1, _at(column), last, _at(column),
            {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1), "ignore_blank": True,
             "input_title": say("input.date_title"), "input_message": say("input.date_text"),
             "error_title": say("input.date_title"), "error_message": say("input.date_error")},
        )  # fmt: skip
