"""The page to look at, print and file."""

from __future__ import annotations

from pia_audit.reports.html import audit_page
from pia_audit.reports.outputs import Output

OUTPUT = Output(lambda found: audit_page(found.audit, found.report))
