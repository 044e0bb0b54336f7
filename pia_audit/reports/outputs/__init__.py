"""The formats of ``--format`` for ``audit`` and ``reconcile``: a module each, and each module that lies here is one.

A module has the format's name and names its :class:`Output`; it is imported when that format is asked for.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pia_audit.audits.run import Audit
from pia_audit.reports.report import AuditReport

FIRST = "table"
"""The format without ``--format``."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is laid out: the audit, the same in words, whether the differences of ``reconcile`` belong to it, and how
    many columns the screen has (``None``: any number)."""

    audit: Audit
    report: AuditReport
    compared: bool = False
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """A format: ``text`` gives it as a whole, or ``file`` writes it.

    ``holds_unread`` and ``holds_rest`` tell whether it has a place for what could not be read, and for decisions and
    what was not checked; what it has none for is told beside it. ``for_people`` texts are cleaned of what would steer
    a terminal, ``marked`` files begin with the mark of UTF-8.
    """

    text: Callable[[Found], str] | None = None
    file: Callable[[Found, Path], None] | None = None
    holds_unread: bool = True
    holds_rest: bool = True
    for_people: bool = False
    marked: bool = False


def names() -> tuple[str, ...]:
    """The names of the formats, the one without ``--format`` first."""
    found = {m.name for m in pkgutil.iter_modules(__path__)}
    return (FIRST, *sorted(found - {FIRST}))


def output(name: str) -> Output:
    """The format of that name."""
    found: Output = importlib.import_module(f"{__name__}.{name}").OUTPUT
    return found
