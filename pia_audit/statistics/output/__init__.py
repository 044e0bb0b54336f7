"""The trends for people: figures, tables, a workbook and a page. What is counted: :mod:`pia_audit.statistics`."""

from pia_audit.statistics.output.figures import FIGURES, Figure, NoCharts, draw

__all__ = ["FIGURES", "Figure", "NoCharts", "draw"]
