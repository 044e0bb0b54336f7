"""The workbook an auditor works in, files and sends: what was found, the history, and columns to fill."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pia_audit.audits.run import Audit
from pia_audit.model.frames import Corpus
from pia_audit.reports.change_rows import history as changes
from pia_audit.reports.comparative import sheet
from pia_audit.reports.differences import differences as compared
from pia_audit.reports.report import AuditReport
from pia_audit.reports.xlsx import contrast, differences, findings, history, legend, overview, reference, sign_off
from pia_audit.reports.xlsx import full_texts as texts
from pia_audit.reports.xlsx.sheets import Book

__all__ = ["write"]


def write(audit: Audit, report: AuditReport, path: Path, *, contrasted: bool = False) -> None:
    """Write the workbook; the same audit gives the same bytes. Raises ``OSError``.

    ``contrasted``: with the 新旧対照表 of each two editions that are compared.
    """
    book = Book(path, report.lang)
    compared_rows: list[dict[str, Any]] = compared(audit.corpus) if audit.corpus.pairs.height else []
    sign_off.write(book, report)
    front = overview.begin(book)
    findings.write(book, report, departments(audit.corpus))
    history.write(book, changes(audit, report))
    if audit.corpus.pairs.height:
        differences.write(book, compared_rows)
    if contrasted:
        contrast.write(book, sheet(audit.corpus, report.lang))
    legend.write(book, report, compared=audit.corpus.pairs.height > 0)
    texts.write(book)
    reference.write(book, report)
    overview.write(book, front, report)
    book.close()


def departments(corpus: Corpus) -> dict[str, str]:
    """①部署 of each report's newest edition, by report id, as printed; nothing where it is blank or unreadable."""
    newest = corpus.editions.sort("report_id", "published_on", nulls_last=False)
    newest = newest.unique("report_id", keep="last", maintain_order=True).select("edition_id", "report_id")
    sections = corpus.items.filter(item_id="department.name", status="read").select("edition_id", "text")
    section_rows = (
        newest.join(sections, on="edition_id", maintain_order="left").select("report_id", "text").drop_nulls()
    )
    return {report_id: " ".join(text.split()) for report_id, text in section_rows.iter_rows()}
