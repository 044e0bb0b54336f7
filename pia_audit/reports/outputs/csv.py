"""CSV for a spreadsheet: the list of findings alone."""

from __future__ import annotations

from pia_audit.reports import findings_list
from pia_audit.reports.outputs import Output

OUTPUT = Output(lambda found: findings_list.as_csv(found.report), holds_unread=False, holds_rest=False, marked=True)
