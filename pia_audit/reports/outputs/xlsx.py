"""The workbook to work in."""

from __future__ import annotations

from pia_audit.reports import xlsx as book
from pia_audit.reports.outputs import Output

OUTPUT = Output(
    file=lambda found, path: book.write(found.audit, found.report, path, contrasted=found.compared), holds_unread=False
)
