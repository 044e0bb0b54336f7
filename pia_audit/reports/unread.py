"""What could not be read or checked, told apart from what is merely worth knowing: by the latter nothing was lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pia_audit.messages.wording import Wording
from pia_audit.model import NOTICES, Unread


def lost(unread: Sequence[Unread]) -> tuple[Unread, ...]:
    """What could not be read or not be checked."""
    return tuple(u for u in unread if u.code not in NOTICES)


def notices(unread: Sequence[Unread]) -> tuple[Unread, ...]:
    """What else is to be told."""
    return tuple(u for u in unread if u.code in NOTICES)


def headed(unread: Sequence[Unread], wording: Wording) -> Iterator[tuple[str, tuple[Unread, ...]]]:
    """Both with their headings, as far as there is any."""
    for key, entries in (("unread_head", lost(unread)), ("notices_head", notices(unread))):
        if entries:
            yield wording.ui(key, count=len(entries)), entries


def line(u: Unread, wording: Wording) -> str:
    """One of them in a line: file and place, and why."""
    location = f"{u.source} {wording.place(u.locator)}".strip()
    return wording.ui("unread_line", place=location or "pia-audit", reason=wording.reason(u))
