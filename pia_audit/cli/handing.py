"""How an audit leaves the program: one line per format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pia_audit.cli.options import cleaned, columns, emit, refused, tell
from pia_audit.reports.model import AuditReport
from pia_audit.reports.wording import Wording

if TYPE_CHECKING:
    from pia_audit.auditing import Audit

FORMATS = ("table", "html", "xlsx", "json", "csv", "markdown", "sarif")
"""The formats of ``audit`` and ``reconcile``, the first being the one without ``--format``."""


def hand_over(
    form: str, result: Audit, report: AuditReport, output: Path | None, *, compared: bool = False, quiet: bool = True
) -> None:
    """Print the audit or write its file; ``compared``: with the differences of ``reconcile``.

    What was written where is told on stderr, unless ``quiet``. What could not be read is told there always where a
    file is written, since nobody has seen it yet, and for the format that has no place for it.
    """
    if form == "xlsx" and output is not None:
        from pia_audit.reports import book

        with refused(output, report.lang):
            book.write(result, report, output)
    else:
        text = _text(form, result, report, compared=compared, width=columns() if output is None else None)
        emit(cleaned(text) if form == "table" else text, output, report.lang, bom=form == "csv")
    if form == "csv" or output is not None:
        tell(report.unread, report.lang)
    if form == "csv" and not quiet:
        click.echo(_beside(report), err=True, nl=False)
    if output is not None and not quiet:
        told = Wording(report.lang).say("settings", "usage.written", path=output, **report.summary)
        click.echo(told, err=True)


def _beside(report: AuditReport) -> str:
    """What a list of findings alone has no place for."""
    from pia_audit.reports import table

    words = Wording(report.lang)
    parts = (table.decisions(report, words), table.unchecked(report, words))
    return "".join(f"{part}\n" for part in parts if part)


def _text(form: str, result: Audit, report: AuditReport, *, compared: bool, width: int | None) -> str:
    from pia_audit.reports import as_json, comparison, listing, markdown, sarif, table

    found: list[dict[str, Any]] = comparison.differences(result.corpus) if compared and form == "markdown" else []
    if form == "json":
        if compared:
            return comparison.reconcile_json(result, report)
        return as_json.audit(report)
    if form == "html":
        from pia_audit.reports.html import audit_page

        return audit_page(result, report)
    if form == "csv":
        return listing.as_csv(report)
    if form == "markdown":
        return markdown.audit(report, found)
    if form == "sarif":
        return sarif.audit(report)
    if compared:
        return comparison.reconcile_table(result, report, width)
    return table.audit(report, width)
