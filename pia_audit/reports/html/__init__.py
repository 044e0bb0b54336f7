"""The HTML report: one self-contained page for the person who decides and the auditor who works in it."""

from pia_audit.reports.html.page import audit_page

__all__ = ["audit_page"]
