"""照合: which editions the workbook is about, so that a filled one finds its way back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pia_audit.reports.report import AuditReport, EditionHead
from pia_audit.reports.xlsx.sheets import Book

PROPERTY = "pia-audit"
"""Name of the document property that marks such a workbook: kind, version, language and :func:`digest`."""


def digest(editions: Iterable[EditionHead]) -> str:
    """One sign for all editions of an audit, from their reports and files alone."""
    lines = sorted(f"{e.report_id}\t{e.sha256}" for e in editions)
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def write(book: Book, report: AuditReport) -> None:
    """Write the sheet and the document property."""
    heads = [book.say(f"reference.{c}") for c in ("report", "published_on", "sha256", "source")]
    widths = (24, 12, 68, 50)
    sheet = book.listing("reference", heads, widths, len(report.editions))
    sheet.hide()  # it leads a filled workbook back, and nobody has to look at it
    for at, e in enumerate(report.editions, 1):
        for column, text in enumerate((e.report_id, e.published_on or "", e.sha256, e.source)):
            book.text(sheet, at, column, text, widths[column], heads[column])
    fingerprint = digest(report.editions)
    book.file.set_custom_property(PROPERTY, f"findings 1 {report.lang} {fingerprint}", "text")
