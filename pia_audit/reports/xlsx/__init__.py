"""The workbook an auditor works in, files and sends: what was found, the history, and columns to fill."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pia_audit.audits.run import Audit
from pia_audit.reports.change_rows import history as changes
from pia_audit.reports.comparative import sheet
from pia_audit.reports.differences import differences as compared
from pia_audit.reports.report import AuditReport
from pia_audit.reports.xlsx import contrast, differences, findings, history, legend, overview, reference
from pia_audit.reports.xlsx import full_texts as texts
from pia_audit.reports.xlsx.sheets import Book

__all__ = ["write"]


def write(audit: Audit, report: AuditReport, path: Path, *, contrasted: bool = False) -> None:
    """Write the workbook; the same audit gives the same bytes. Raises ``OSError``.

    ``contrasted``: with the 新旧対照表 of each two editions that are compared.
    """
    book = Book(path, report.lang)
    compared_rows: list[dict[str, Any]] = compared(audit.corpus) if audit.corpus.pairs.height else []
    front = overview.begin(book)
    findings.write(book, report)
    history.write(book, changes(audit, report))
    differences.write(book, compared_rows, compared=audit.corpus.pairs.height > 0)
    if contrasted:
        contrast.write(book, sheet(audit.corpus, report.lang))
    legend.write(book, report)
    texts.write(book)
    reference.write(book, report)
    overview.write(book, front, report)
    book.close()
