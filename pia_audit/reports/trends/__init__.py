"""The trends for people: figures, tables, a workbook and a page. See :mod:`pia_audit.trending` for what is counted."""

from pia_audit.reports.trends.figures import FIGURES, Figure, NoCharts, draw

__all__ = ["FIGURES", "Figure", "NoCharts", "draw"]
