"""決裁: what there is to check and who saw it, on one page to sign."""

from __future__ import annotations

from typing import Any

from pia_audit.japanese.dates import in_japanese
from pia_audit.reports.finding import day_of
from pia_audit.reports.matters import Matter, matters
from pia_audit.reports.report import AuditReport
from pia_audit.reports.spreadsheets import plain
from pia_audit.reports.xlsx.sheets import LEVELS, ROOM, TALL_LINE, Book
from pia_audit.rules.catalogue import SEVERITIES

_WIDTHS = (5.0, 8.0, 44.0, 44.0, 34.0, 11.0)
_LAST = len(_WIDTHS) - 1
_LISTED = 16
"""So many matters and reports have room on one page beside the rest."""
_SEALS = ("made", "checked", "approved")


def write(book: Book, report: AuditReport) -> None:
    """Write the sheet: the reports, the matters by weight with a box for each, and the boxes to sign in."""
    sheet = book.sheet("sign_off")
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    sheet.set_header("")
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    book.heading(sheet, 0, book.say("title.summary"), 16)
    at = _reports(book, sheet, report, 1)
    report_matters = matters(report.findings, report.lang)
    graver = sum(m.severity != "info" for m in report_matters)
    counts = "　".join(f"{book.words.term('severity', s)} {report.summary[s]}" for s in SEVERITIES)
    at = _wide(book, sheet, at, book.say("sign_off.counts", matters=graver, counts=counts), bold=True)
    at = _matters(book, sheet, report_matters, at + 1)
    at = _wide(book, sheet, at, book.say("summary.note"), font_size=9)
    _seals(book, sheet, at + 1)


def _reports(book: Book, sheet: Any, report: AuditReport, at: int) -> int:
    for r in report.reports[:_LISTED]:
        day = day_of(r.published_on)
        era = f"（{in_japanese(day)}）" if day and book.words.lang == "ja" else ""
        published = f"{r.published_on or book.words.ui('unknown')}{era}"
        fact = book.say("sign_off.report", agency=r.agency, number=r.report_no, title=r.title, published=published)
        at = _wide(book, sheet, at, fact)
    if len(report.reports) > _LISTED:
        at = _wide(book, sheet, at, book.say("sign_off.more", count=len(report.reports) - _LISTED))
    return at


def _matters(book: Book, sheet: Any, report_matters: tuple[Matter, ...], at: int) -> int:
    heads = ("number", "severity", "matter", "where", "todo", "box")
    for column, head in enumerate(heads):
        sheet.write_string(at, column, book.say(f"sign_off.{head}"), book.head())
    for number, matter in enumerate(report_matters[:_LISTED], 1):
        at += 1
        book.number(sheet, at, 0, number)
        severity = book.words.term("severity", matter.severity)
        sheet.write_string(at, 1, severity, book.cell(align="center", **LEVELS[matter.severity]))
        count = book.words.say("model", "cause.under", count=len(matter.findings)) if len(matter.findings) > 1 else ""
        for column, text in ((2, f"{matter.title}{count}"), (3, matter.where), (4, matter.todo), (5, "")):
            look = {"font_size": 9} if column == 4 else {}
            book.text(sheet, at, column, text, _WIDTHS[column], book.say(f"sign_off.{heads[column]}"), **look)
    if not report_matters:
        return _wide(book, sheet, at + 1, book.say("summary.no_findings"))
    unlisted = len(report_matters) - _LISTED
    return at + 2 if unlisted <= 0 else _wide(book, sheet, at + 1, book.say("sign_off.left", count=unlisted)) + 1


def _seals(book: Book, sheet: Any, at: int) -> None:
    """Boxes for name or seal and day of who made, checked and approved it, and a line for remarks."""
    sheet.merge_range(at, 0, at, 2, book.say("sign_off.remarks"), book.head())
    sheet.merge_range(at + 1, 0, at + 1, 2, "", book.cell())
    for column, name in enumerate(_SEALS, 3):
        sheet.write_string(at, column, book.say(f"sign_off.{name}"), book.head())
        sheet.write_blank(at + 1, column, None, book.cell())
    sheet.set_row(at + 1, 60)


def _wide(book: Book, sheet: Any, at: int, text: str, **look: Any) -> int:
    """A line across the page; returns the row after it."""
    text = plain(text if len(text) <= ROOM else f"{text[:ROOM]}…")
    form = book.format(quote_prefix=True, **look)
    sheet.merge_range(at, 0, at, _LAST, "", form)
    book.put(sheet, at, 0, [book.format(**look), text], form, sum(_WIDTHS), TALL_LINE)
    return at + 1
