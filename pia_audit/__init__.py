"""pia_audit: checks the change history of Japanese privacy impact reports against the reports themselves.

Every verb of the command line is a function here, so a notebook and the shell say the same thing::

    import pia_audit
    edition = pia_audit.read("data/meguro-14/2026-03-18.txt")
    pia_audit.audit([edition]).findings          # a polars frame
    pia_audit.replay(edition)                    # the past editions its own rows rebuild
    pia_audit.reconcile(old, new).findings
    pia_audit.draft(old, new)                    # the rows the change table lacks
    pia_audit.corrections(old, new)              # rows that are off, as they should read
    pia_audit.trends(editions)["timing"]         # 事前 and 事後 by year, of a report, a body or the nation
    pia_audit.year(["令和6年度", "令和7年度"]).ranked    # a year's folder: the reports by what matters

For notebooks there are besides ``read_all`` (files and folders), ``leaves`` (what differs between two texts),
``worded`` (a frame in words), ``draw`` and ``conclusion`` (a figure of trends, and what it comes to). Importing the
package imports nothing heavy: the functions stand in :mod:`pia_audit.verbs` and elsewhere, and are loaded with the
first.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pia_audit.model import notebook_views

if TYPE_CHECKING:
    from pia_audit.compare.leaves import leaves
    from pia_audit.readers import read_all
    from pia_audit.reports.worded_frames import worded
    from pia_audit.statistics.output import conclusion, draw
    from pia_audit.verbs import (
        UnreadError,
        audit,
        blame,
        checklist,
        corrections,
        diff,
        draft,
        read,
        reconcile,
        replay,
        show,
        trends,
    )
    from pia_audit.years.work import year

notebook_views.views_of("pia_audit.reports.notebook")

__all__ = [
    "UnreadError", "audit", "blame", "checklist", "conclusion", "corrections", "diff", "draft", "draw", "leaves",
    "read", "read_all", "reconcile", "replay", "show", "trends", "worded", "year",
]  # fmt: skip

_ELSEWHERE = {
    "conclusion": "statistics.output", "draw": "statistics.output", "leaves": "compare.leaves", "read_all": "readers",
    "worded": "reports.worded_frames", "year": "years.work",
}  # fmt: skip
"""The names that are in no list of verbs, and where they stand."""


def __getattr__(name: str) -> Any:
    """A verb, loaded with all it needs when it is first asked for; the version stands with the command line."""
    if name == "__version__":
        return import_module("pia_audit.cli").__version__
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"pia_audit.{_ELSEWHERE.get(name, 'verbs')}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
