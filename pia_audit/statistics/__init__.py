"""Trends of revisions: what the change tables of one report, a body or the nation tell when they are counted.

Each trend is a function from :class:`~pia_audit.statistics.source.Source` to a frame; its docstring says what is
counted and what the count cannot know. :class:`~pia_audit.statistics.collection.Trends` holds them all by name, and
``pia_audit.trends(…)`` makes one. The room is called ``trending`` because ``trends`` is that verb, as ``auditing``
holds ``audit``.
"""

from pia_audit.statistics.collection import NAMES, Trends
from pia_audit.statistics.source import Source, rows

__all__ = ["NAMES", "Source", "Trends", "rows"]
