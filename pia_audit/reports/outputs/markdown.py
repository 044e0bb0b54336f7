"""Markdown for an issue or a mail."""

from __future__ import annotations

from pia_audit.reports import comparison, markdown
from pia_audit.reports.outputs import Found, Output


def text(found: Found) -> str:
    """The findings; for ``reconcile`` the differences before them."""
    return markdown.audit(found.report, comparison.differences(found.audit.corpus) if found.compared else [])


OUTPUT = Output(text)
