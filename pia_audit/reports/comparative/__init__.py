"""新旧対照表: two editions side by side, as a section head reads and signs it.

:mod:`.model` says what stands in it; the web page, the workbook, Markdown and CSV lay it out in their own ways.
"""

from pia_audit.reports.comparative.contents import Block, Line, Pair, Record, Sheet, sheet

__all__ = ["Block", "Line", "Pair", "Record", "Sheet", "sheet"]
