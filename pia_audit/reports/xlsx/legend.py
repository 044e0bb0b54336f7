"""凡例: what the words and marks mean, and what the rules found here rest on."""

from __future__ import annotations

from collections.abc import Iterator

from pia_audit.audits.decisions import VERDICTS
from pia_audit.reports.report import AuditReport
from pia_audit.reports.xlsx.sheets import LEVELS, Book
from pia_audit.rules.catalogue import SEVERITIES, entry

_WIDTHS = (18, 34, 60, 60)


def write(book: Book, report: AuditReport) -> None:
    """Write the sheet."""
    sheet = book.sheet("legend")
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    at = 0
    sheet.write_string(at, 0, book.say("legend.what"), book.head())
    sheet.merge_range(at, 1, at, 3, book.say("legend.meaning"), book.head())
    for severity in SEVERITIES:
        at += 1
        word = book.words.term("severity", severity)
        sheet.write_string(at, 0, word, book.cell(align="center", **LEVELS[severity]))
        sheet.merge_range(at, 1, at, 3, book.say(f"legend.severity_{severity}"), book.cell())
    for word, meaning in _entries(book):
        at += 1
        sheet.write_string(at, 0, word, book.cell())
        sheet.merge_range(at, 1, at, 3, meaning, book.cell())
        book.grow(sheet, at, word, _WIDTHS[0])
        book.grow(sheet, at, meaning, sum(_WIDTHS[1:]))
    _rules(book, report, sheet, at + 2)


def _entries(book: Book) -> Iterator[tuple[str, str]]:
    say, wording = book.say, book.words
    for key in ("removed", "added", "differs", "none"):
        yield (
            say("legend.mark_added" if key in ("differs", "none") else f"legend.mark_{key}"),
            say(f"legend.mark_{key}_text"),
        )
    yield say("legend.confidence"), say("legend.confidence_text")
    yield say("legend.unreadable"), say("legend.unreadable_text")
    yield say("legend.chain"), say("legend.chain_text")
    for status in ("documented", "partial", "undocumented", "format-only"):
        yield wording.term("account", status), say(f"legend.account_{status}")
    for verdict in VERDICTS:
        head = wording.say("decisions", "head.verdict")
        yield f"{head}: {wording.say('decisions', f'verdict.{verdict}')}", say(f"legend.{verdict}")


def _rules(book: Book, report: AuditReport, sheet: object, at: int) -> None:
    put = sheet.write_string  # type: ignore[attr-defined]
    heads = [book.say("column.rule"), book.say("column.title"), book.say("legend.basis"), book.say("legend.todo")]
    for column, head in enumerate(heads):
        put(at, column, head, book.head())
    for code in sorted({f.rule for f in report.findings}):
        at += 1
        prose = entry(code).prose(book.words.lang)
        for column, text in enumerate((code, prose.title, prose.basis, prose.todo)):
            put(at, column, text, book.cell())
            book.grow(sheet, at, text, _WIDTHS[column])
