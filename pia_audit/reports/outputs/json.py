"""JSON for programs."""

from __future__ import annotations

from pia_audit.reports import differences, json_document
from pia_audit.reports.outputs import Found, Output


def text(found: Found) -> str:
    """The document; for ``reconcile`` with differences and rows."""
    return (
        differences.reconcile_json(found.audit, found.report) if found.compared else json_document.audit(found.report)
    )


OUTPUT = Output(text)
