"""SARIF for other tools."""

from __future__ import annotations

from pia_audit.reports import sarif
from pia_audit.reports.outputs import Output

OUTPUT = Output(lambda found: sarif.audit(found.report))
