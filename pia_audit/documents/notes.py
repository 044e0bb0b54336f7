"""What a reader left out of sight, or could not have: one note a kind, with its places and how many they are."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from pia_audit.documents.blocks import MAX_CELL
from pia_audit.model import Unread

_SHOWN = 5
"""Places that are named."""
_LONGEST = 40


class _Kind(Struct):
    places: list[str] = field(default_factory=list)
    count: int = 0
    text: str = ""
    keys: dict[str, None] = field(default_factory=dict)
    more: bool = False


class Notes:
    """The notes on one sheet, or on one page."""

    def __init__(self, source: str, part: str = "") -> None:
        self._source, self._part = source, part
        self._kinds: dict[str, _Kind] = {}
        self._long: list[Unread] = []

    def add(self, kind: str, locator: str, text: str = "", key: str = "", count: int = 1) -> None:
        """Take down one place, where there may be several things (``count``), and which is named once.

        ``key`` names what is counted where several places are one, such as a row.
        """
        entry = self._kinds.setdefault(kind, _Kind())
        entry.text = entry.text or " ".join(text.split())[:_LONGEST]
        if key:
            if key in entry.keys:
                return
            entry.keys[key] = None
        entry.count += count
        if locator in entry.places:
            return
        if len(entry.places) < _SHOWN:
            entry.places.append(locator)
        else:
            entry.more = True

    def has(self, kind: str) -> bool:
        """Whether a place of that kind was taken down."""
        return kind in self._kinds

    def long_cell(self, locator: str, length: int) -> None:
        """A cell too long to be compared."""
        params = {"length": length, "limit": MAX_CELL}
        self._long.append(Unread(self._source, "cell-too-long", locator, params, fatal=False))

    def entries(self) -> Iterator[Unread]:
        """The notes in the order in which their kinds came up."""
        yield from self._long
        for kind, entry in self._kinds.items():
            bare = [p.rsplit("!", 1)[-1] for p in entry.places]
            names = list(entry.keys)[:_SHOWN] if entry.keys else bare
            more = "…" if entry.more else ""
            params = {"sheet": self._part, "count": entry.count, "places": "、".join(names) + more, "text": entry.text}
            yield Unread(self._source, f"seen-{kind}", entry.places[0], params, fatal=False)
