"""Text for the screen."""

from __future__ import annotations

from pia_audit.reports import differences, screen
from pia_audit.reports.outputs import Found, Output


def text(found: Found) -> str:
    """Tables and findings, as wide as the screen."""
    if found.compared:
        return differences.reconcile_table(found.audit, found.report, found.width)
    return screen.audit(found.report, found.width)


OUTPUT = Output(text, for_people=True)
