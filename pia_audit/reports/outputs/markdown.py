"""Markdown for an issue or a mail."""

from __future__ import annotations

from pia_audit.reports import markdown
from pia_audit.reports.comparative import sheet
from pia_audit.reports.comparative.markdown import as_markdown
from pia_audit.reports.outputs import Found, Output


def text(found: Found) -> str:
    """The findings; for ``reconcile`` the 新旧対照表 before them."""
    compared = as_markdown(sheet(found.audit.corpus, found.report.lang), 2).rstrip("\n") if found.compared else ""
    return markdown.audit(found.report, compared)


OUTPUT = Output(text)
