"""概要: what was audited and how much was found, on a page a department head reads in a minute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pia_audit.reports import account, decision_phrases
from pia_audit.reports.report import AuditReport, ReportHead
from pia_audit.reports.unread import headed
from pia_audit.reports.xlsx.sheets import LEVELS, Book
from pia_audit.rules.catalogue import SEVERITIES

_WIDTHS = (26, 9, 41, 21, 12, 11, 8, 8, 8, 42)
_LAST = len(_WIDTHS) - 1
Cell = str | int | None


def begin(book: Book) -> Any:
    """The sheet, empty: it comes first, and what it says is known last."""
    return book.sheet("summary")


def write(book: Book, sheet: Any, report: AuditReport) -> None:
    """Fill the sheet."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_header("")
    book.heading(sheet, 0, book.say("title.summary"), 16)
    at = _notes(book, sheet, 1)
    for name, listed, of in book.cuts:
        notice = book.say("summary.cut", sheet=name, shown=f"{listed:,}", of=f"{of:,}")
        sheet.write_string(at, 0, notice, book.format(bold=True, text_wrap=False))
        at += 1
    parts = [_counts, _unchecked, _decisions, _absent_findings, _unread, _files]
    # A single report says what all this is about; a list of many comes after what was found.
    parts.insert(0 if len(report.reports) == 1 else parts.index(_absent_findings), _reports)
    for part in parts:
        at = part(book, sheet, report, at + 1)


def _notes(book: Book, sheet: Any, at: int) -> int:
    heads = {k: f"「{book.words.say('decisions', f'head.{k}')}」" if book.words.lang == "ja"
             else f"“{book.words.say('decisions', f'head.{k}')}”"
             for k in ("verdict", "reason", "by", "on", "until", "fingerprint")}  # fmt: skip
    for text in (book.say("summary.note"), book.say("summary.how", **heads)):
        sheet.merge_range(at, 0, at, _LAST, text, book.format())
        book.grow(sheet, at, text, sum(_WIDTHS))
        at += 1
    return at


def _table(book: Book, sheet: Any, at: int, title: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> int:
    """A titled table from the first column on; returns the row after it."""
    book.heading(sheet, at, title)
    for column, head in enumerate(heads):
        sheet.write_string(at + 1, column, head, book.head())
    for line, row in enumerate(rows, at + 2):
        for column, value in enumerate(row):
            if isinstance(value, int):
                book.number(sheet, line, column, value)
            else:
                book.text(sheet, line, column, value or "", _WIDTHS[column], title)
    return at + 2 + len(rows)


def _counts(book: Book, sheet: Any, report: AuditReport, at: int) -> int:
    """The counts by severity, and how they stand to the baseline."""
    book.heading(sheet, at, book.say("summary.counts"))
    lines: list[tuple[str, int, dict[str, Any]]] = [
        (book.say(f"summary.{s}"), report.summary[s], LEVELS[s]) for s in SEVERITIES
    ]
    suppressed = sum(f.suppressed is not None for f in report.findings)
    if suppressed:
        lines.append((book.say("summary.suppressed"), suppressed, {}))
    lines += [(book.say(f"summary.{k}"), n, {}) for k, n in (report.known or {}).items()]
    for line, (word, count, look) in enumerate(lines, at + 1):
        sheet.set_row(line, 20)
        sheet.write_string(line, 0, word, book.cell(**{**look, "valign": "vcenter"}))
        book.number(sheet, line, 1, count, bold=True, font_size=12, valign="vcenter")
    return at + 1 + len(lines)


def _unchecked(book: Book, sheet: Any, report: AuditReport, at: int) -> int:
    return _lines(book, sheet, at, book.words.say("model", "unchecked.title"), [u.text for u in report.unchecked])


def _decisions(book: Book, sheet: Any, report: AuditReport, at: int) -> int:
    """What became of earlier decisions: those that ask for something one by one."""
    wording = book.words
    loud = [
        decision_phrases.line(d, wording, report=True)
        for d in report.decisions
        if d.status not in decision_phrases.QUIET
    ]
    quiet = len(report.decisions) - len(loud)
    more = [wording.say("model", "decided.quiet", count=quiet)] if quiet else []
    return _lines(book, sheet, at, wording.say("model", "decided.title"), [*loud, *more])


def _lines(book: Book, sheet: Any, at: int, title: str, texts: Sequence[str]) -> int:
    """Sentences under a title, each across the page; nothing without any."""
    if not texts:
        return at - 1
    book.heading(sheet, at, title)
    for line, text in enumerate(texts, at + 1):
        sheet.merge_range(line, 0, line, _LAST, "", book.cell())
        book.text(sheet, line, 0, text, sum(_WIDTHS), title)
    return at + 1 + len(texts)


def _reports(book: Book, sheet: Any, report: AuditReport, at: int) -> int:
    counts = Counter((f.report_id, f.severity) for f in report.findings if f.suppressed is None)
    names = ("agency", "report_no", "title", "form", "published_on", "rows")
    heads = [book.say(f"report.{n}") for n in names] + [book.words.term("severity", s) for s in SEVERITIES]

    def row(r: ReportHead) -> list[Cell]:
        form = f"{r.form} {r.form_version}".strip()
        facts: list[Cell] = [r.agency, r.report_no, r.title, form, r.published_on or "", r.rows]
        return [*facts, *(counts[r.report_id, s] for s in SEVERITIES), "\n".join(r.sources)]

    return _table(
        book,
        sheet,
        at,
        book.say("summary.reports"),
        [*heads, book.say("report.sources")],
        [row(r) for r in report.reports],
    )


def _absent_findings(book: Book, sheet: Any, report: AuditReport, at: int) -> int:
    if not report.gone:
        return at
    heads = [book.say("column.rule"), book.say("column.edition"), book.say("column.title"), book.say("column.report")]
    rows = [(g.rule, g.edition, f"{g.title}\n{g.item_label or ''}".strip(), g.report_id) for g in report.gone]
    return _table(book, sheet, at, book.say("known.gone_head"), heads, rows)


def _files(book: Book, sheet: Any, report: AuditReport, at: int) -> int:
    summary = account.line(report.files, book.words)
    return _lines(book, sheet, at, book.words.say("model", "files.title"), [summary] if summary else [])


def _unread(book: Book, sheet: Any, report: AuditReport, at: int) -> int:
    for head, entries in headed(report.unread, book.words):
        book.heading(sheet, at, head)
        for line, u in enumerate(entries, at + 1):
            location = f"{u.source} {book.words.place(u.locator)}".strip()
            for first, last, text in ((0, 2, location), (3, _LAST, book.words.reason(u))):
                sheet.merge_range(line, first, line, last, "", book.cell())
                book.text(sheet, line, first, text, sum(_WIDTHS[first : last + 1]), head)
        at += len(entries) + 1
    return at
