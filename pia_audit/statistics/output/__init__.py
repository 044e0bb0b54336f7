"""The trends for people: figures, tables, a workbook and a page. See :mod:`pia_audit.statistics` for what is counted."""

from pia_audit.statistics.output.figures import FIGURES, Figure, NoCharts, draw

__all__ = ["FIGURES", "Figure", "NoCharts", "draw"]
