"""How an audit leaves the program, in whatever format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pia_audit.cli.options import cleaned, columns, emit, refused, tell
from pia_audit.messages.wording import Wording
from pia_audit.reports.outputs import Found, names
from pia_audit.reports.outputs import output as format_of
from pia_audit.reports.report import AuditReport

if TYPE_CHECKING:
    from pia_audit.audits.run import Audit

FORMATS = names()
"""The formats of ``audit`` and ``reconcile``, the first being the one without ``--format``."""


def hand_over(
    form: str, result: Audit, report: AuditReport, output: Path | None, *, compared: bool = False, quiet: bool = True
) -> None:
    """Print the audit or write its file; ``compared``: with the differences of ``reconcile``.

    What was written where is told on stderr, unless ``quiet``. What could not be read is told there always where a
    file is written, since nobody has seen it yet, and for the format that has no place for it.
    """
    own = format_of(form)
    found = Found(result, report, compared, columns() if output is None else None)
    if own.file is not None and output is not None:
        with refused(output, report.lang):
            own.file(found, output)
    elif own.text is not None:
        text = own.text(found)
        emit(cleaned(text) if own.for_people else text, output, report.lang, bom=own.marked, told=False)
    if output is not None or not own.holds_unread:
        tell(report.unread, report.lang)
    if not own.holds_rest and not quiet:
        click.echo(_beside(report), err=True, nl=False)
    if output is not None and not quiet:
        told = Wording(report.lang).say("settings", "usage.written", path=output, **report.summary)
        click.echo(told, err=True)


def _beside(report: AuditReport) -> str:
    """What a list of findings alone has no place for."""
    from pia_audit.reports import screen

    words = Wording(report.lang)
    parts = (screen.decisions(report, words), screen.unchecked(report, words))
    return "".join(f"{part}\n" for part in parts if part)
