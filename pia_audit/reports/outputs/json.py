"""JSON for programs."""

from __future__ import annotations

from pia_audit.reports import as_json, comparison
from pia_audit.reports.outputs import Found, Output


def text(found: Found) -> str:
    """The document; for ``reconcile`` with differences and rows."""
    return comparison.reconcile_json(found.audit, found.report) if found.compared else as_json.audit(found.report)


OUTPUT = Output(text)
