"""The trends for people: figures, tables, a workbook and a page. What is counted: :mod:`pia_audit.statistics`."""

from pia_audit.statistics.output.conclusions import CONCLUSIONS, conclusion
from pia_audit.statistics.output.figures import FIGURES, Figure, NoCharts, draw

__all__ = ["CONCLUSIONS", "FIGURES", "Figure", "NoCharts", "conclusion", "draw"]
