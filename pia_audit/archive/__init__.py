"""An archive of editions for years: one SQLite file with the original bytes, what was read in them, and who did it.

Entries are numbered and hash-chained; nothing is ever deleted or changed, a correction is an entry of its own::

    from pia_audit.archive import Archive
    with Archive("reports.sqlite") as archive:
        archive.add(["2026-03/"], by="監査担当")
        archive.verify().head                    # to be noted down outside the archive

Each name is loaded when it is asked for: whether a file is an archive is looked at before every audit.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pia_audit.archive.archive import Archive
    from pia_audit.archive.consistency import Problem
    from pia_audit.archive.entries import Entry, Head
    from pia_audit.archive.errors import ArchiveError
    from pia_audit.archive.verification import Verification

__all__ = ["Archive", "ArchiveError", "Entry", "Head", "Problem", "Verification"]

_IN = {
    "Archive": "archive", "ArchiveError": "errors", "Entry": "entries", "Head": "entries", "Problem": "consistency",
    "Verification": "verification",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_IN[name]}"), name)
