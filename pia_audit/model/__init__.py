"""The house's nouns: an edition of a report, its items and change rows, the frames they become, and files as such.

Frames are in :mod:`pia_audit.model.frames`, files and inputs that cannot be used in :mod:`pia_audit.model.files`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pia_audit.model.edition import (
        MOST_CANDIDATES,
        NOTICES,
        PAGES_MISSING,
        ChangeRow,
        Edition,
        FileEntry,
        FileStatus,
        Item,
        Outcome,
        Quote,
        Status,
        Timing,
        Unread,
    )

__all__ = [
    "MOST_CANDIDATES",
    "NOTICES",
    "PAGES_MISSING",
    "ChangeRow",
    "Edition",
    "FileEntry",
    "FileStatus",
    "Item",
    "Outcome",
    "Quote",
    "Status",
    "Timing",
    "Unread",
]


def __getattr__(name: str) -> Any:
    """What :mod:`pia_audit.model.edition` holds, loaded when it is first asked for: a version, a help text and an
    error are worded without it. Raises ``AttributeError`` for another name."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module("pia_audit.model.edition"), name)
    globals()[name] = value
    return value
