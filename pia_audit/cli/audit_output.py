"""How an audit leaves the program, in whatever format."""

from __future__ import annotations

from pathlib import Path

import click

from pia_audit.audit_request import Report
from pia_audit.cli.language import cleaned
from pia_audit.cli.output import columns, emit, refused, tell
from pia_audit.messages.wording import Wording
from pia_audit.reports import formats, screen
from pia_audit.reports.report import AuditReport

FORMATS = tuple(formats.FORMATS)
"""The formats of ``audit`` and ``reconcile``, the first being the one without ``--format``."""


def hand_over(form: str, result: Report, output: Path | None, *, quiet: bool = True) -> None:
    """Print the report or write its file.

    What was written where is told on stderr, unless ``quiet``. What could not be read is told there always where a
    file is written, since nobody has seen it yet, and for the format that has no place for it.
    """
    layout, report = formats.FORMATS[form], result.words
    laid_out = result.result(columns() if output is None else None)
    if layout.file is not None and output is not None:
        with refused(output, report.lang):
            layout.file(laid_out, output)
    elif layout.text is not None:
        text = layout.text(laid_out)
        emit(cleaned(text) if layout.for_people else text, output, report.lang, bom=layout.marked, announce=False)
    if output is not None or not layout.holds_unread:
        tell(report.unread, report.lang)
    if not layout.holds_rest and not quiet:
        click.echo(_remarks(report), err=True, nl=False)
    if output is not None and not quiet:
        summary = Wording(report.lang).say("settings", "usage.written", path=output, **report.summary)
        click.echo(summary, err=True)


def _remarks(report: AuditReport) -> str:
    """What a list of findings alone has no place for."""
    wording = Wording(report.lang)
    parts = (screen.decisions(report, wording), screen.unchecked(report, wording))
    return "".join(f"{part}\n" for part in parts if part)
