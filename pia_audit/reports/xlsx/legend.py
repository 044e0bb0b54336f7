"""凡例: what the words and marks mean, and what the rules found here rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pia_audit.audits.decisions import VERDICTS
from pia_audit.reports.matters import first_sentence
from pia_audit.reports.report import AuditReport
from pia_audit.reports.xlsx.sheets import LEVELS, Book
from pia_audit.rules.catalogue import SEVERITIES, entry

_WIDTHS = (17, 32, 6, 66, 76)
_LAST = len(_WIDTHS) - 1


def write(book: Book, report: AuditReport, *, compared: bool) -> None:
    """Write the sheet; the words for differences only where editions are ``compared``."""
    sheet = book.sheet("legend")
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    at = 0
    sheet.write_string(at, 0, book.say("legend.what"), book.head())
    sheet.merge_range(at, 1, at, _LAST, book.say("legend.meaning"), book.head())
    for severity in SEVERITIES:
        at += 1
        word = book.words.term("severity", severity)
        sheet.write_string(at, 0, word, book.cell(align="center", **LEVELS[severity]))
        sheet.merge_range(at, 1, at, _LAST, book.say(f"legend.severity_{severity}"), book.cell())
    for word, meaning in _entries(book, compared=compared):
        at += 1
        sheet.write_string(at, 0, word, book.cell())
        sheet.merge_range(at, 1, at, _LAST, meaning, book.cell())
        book.grow(sheet, at, word, _WIDTHS[0])
        book.grow(sheet, at, meaning, sum(_WIDTHS[1:]))
    _rules(book, report, sheet, at + 2)


def _entries(book: Book, *, compared: bool) -> Iterator[tuple[str, str]]:
    say, wording = book.say, book.words
    for key in ("removed", "added", "differs", "none"):
        yield (
            say("legend.mark_added" if key in ("differs", "none") else f"legend.mark_{key}"),
            say(f"legend.mark_{key}_text"),
        )
    yield say("legend.confidence"), say("legend.confidence_text")
    yield say("legend.unreadable"), say("legend.unreadable_text")
    yield say("legend.chain"), say("legend.chain_text")
    for status in ("documented", "partial", "undocumented", "format-only") if compared else ():
        yield wording.term("account", status), say(f"legend.account_{status}")
    for verdict in VERDICTS:
        head = wording.say("decisions", "head.verdict")
        yield f"{head}: {wording.say('decisions', f'verdict.{verdict}')}", say(f"legend.{verdict}")


def _rules(book: Book, report: AuditReport, sheet: Any, at: int) -> None:
    """The rules that found something, how often, the first sentence of what each rests on and of what to do next."""
    heads = ("column.rule", "column.title", "summary.count", "legend.basis", "legend.todo")
    for column, head in enumerate(heads):
        sheet.write_string(at, column, book.say(head), book.head())
    counts = Counter(f.rule for f in report.findings)
    for code in sorted(counts):
        at += 1
        prose = entry(code).prose(book.words.lang)
        basis, todo = (first_sentence(text, book.words.lang) for text in (prose.basis, prose.todo))
        book.number(sheet, at, 2, counts[code])
        for column, text in ((0, code), (1, prose.title), (3, basis), (4, todo)):
            sheet.write_string(at, column, text, book.cell())
            book.grow(sheet, at, text, _WIDTHS[column])
    sheet.write_string(at + 1, 0, book.say("legend.more"), book.format(text_wrap=False))
