"""The report as it stood: the newest text as markup, every older one as steps back from it.

For each item the texts are told from the newest to the oldest day; each is the one before it with some passages
replaced. The page's script walks the same way, so a past of many years costs little more than what changed in it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from markupsafe import Markup, escape
from msgspec import Struct

from pia_audit.compare.hunks import folded_changes
from pia_audit.history.views import Segment
from pia_audit.messages.wording import Wording
from pia_audit.reports.html.markup import clean, mark, plain
from pia_audit.reports.html.page_data import Material, PrintedEdition, PrintedItem

_COVER_DAY = "cover.published_on"

Edit = list[Any]
"""``[start, end, text]``: the passage of the newer text and what stood there before."""


class Point(Struct, frozen=True):
    """A day one can go back to: an edition as printed, or one that the rows rebuild (``None``: before the first)."""

    day: date | None
    edition: PrintedEdition
    printed: bool


class PrintedText(Struct, frozen=True):
    """One item as it is printed now: its passages link to the rows that wrote them."""

    anchor: str
    label: str
    section: str
    text: Markup
    status: str


class Past(Struct, frozen=True):
    """The items now, the days one can go back to (newest first) and the way back, for the page's script."""

    items: tuple[PrintedText, ...]
    points: tuple[Point, ...]
    way: dict[str, Any]


def past(material: Material, anchors: dict[str, str], rows: str, wording: Wording) -> Past:
    """The past of a report. ``anchors`` are the items' own, ``rows`` the beginning of the rows' anchors."""
    points = _points(material)
    items = _items(material)
    ways = {i: _way(i, points) for i in items}
    changed_ways = {i: w for i, w in ways.items() if len(w) > 1 or w[0][3] not in ("assumed", "printed")}
    writers = {r["row_no"]: _writer(r, wording) for r in material.rows}
    return Past(
        tuple(_printed_text(item, anchors[i], material, rows, writers, wording) for i, item in items.items()),
        tuple(points),
        {
            "points": [[p.day.isoformat() if p.day else "", int(p.printed)] for p in points],
            "items": {anchors[i]: w for i, w in changed_ways.items()},
            "quiet": anchors.get(_COVER_DAY, ""),
        },
    )


def _items(material: Material) -> dict[str, PrintedItem]:
    """The newest edition's items, and those only older ones have, as absent."""
    items = dict(material.newest.items)
    for edition in reversed(material.editions[:-1]):
        for i, item in edition.items.items():
            items.setdefault(i, PrintedItem(i, item.label, None, "absent"))
    return items


def _points(material: Material) -> list[Point]:
    """Newest first. The days between two editions are rebuilt from the rows of the later one."""
    out: list[Point] = []
    since: date | None = None
    for n, edition in enumerate(material.editions):
        end = edition.published_on
        days = [d for d in edition.days if (since is None or d > since) and (end is None or d < end)]
        if n == 0 and edition.days:
            out.append(Point(None, edition, printed=False))
        out += [Point(d, edition, printed=False) for d in days]
        out.append(Point(end, edition, printed=True))
        since = end or since
    return out[::-1]


def _way(item_id: str, points: list[Point]) -> list[list[Any]]:
    """``[from which day on (index, newest first), edits, status, trust]`` for each text the item had."""
    out: list[list[Any]] = []
    newer = ""
    for n, point in enumerate(points):
        text, status, trust = _at(item_id, point)
        text_now = clean(text or "") if status == "read" else ""
        last = out[-1] if out else None
        if (
            last
            and text_now == newer
            and status == last[2]
            and (trust == last[3] or point.printed or last[3] == "printed")
        ):
            if last[3] == "printed":
                last[3] = trust
            continue
        out.append([n, _edits(newer, text_now) if out else [], status, trust])
        newer = text_now
    return out


def _edits(newer: str, older: str) -> list[Edit]:
    return [[a, b, older[c:d]] for a, b, c, d in folded_changes(newer, older)]


def _at(item_id: str, point: Point) -> tuple[str | None, str, str]:
    """An item's text, status and trust on a day."""
    if point.printed:
        item = point.edition.items.get(item_id)
        return (item.text, item.status, "printed") if item else (None, "absent", "printed")
    if item_id == _COVER_DAY:
        return (point.day.isoformat(), "read", "assumed") if point.day else (None, "absent", "assumed")
    state: tuple[str | None, str, str] = (None, "absent", "assumed")
    for since, text, status, trust in point.edition.states.get(item_id, ()):
        if since is None or (point.day is not None and since <= point.day):
            state = (text, status, trust)
    return state


def _writer(row: dict[str, Any], wording: Wording) -> str:
    return plain(wording.say("html", "past.writer", row=row["row_no"], on=row["changed_on"] or row["changed_on_text"],
                           timing=row["timing_text"] or "").rstrip())  # fmt: skip


def _printed_text(
    item: PrintedItem, anchor: str, material: Material, rows: str, writers: dict[int, str], wording: Wording
) -> PrintedText:
    text = Markup("")
    if item.status == "read" and item.text:
        segments = material.blame.get(item.item_id) or (Segment(item.text, None),)
        text = Markup("").join(_passage(s, rows, writers) for s in segments)
    status = "" if item.status == "read" else wording.term("status", item.status)
    return PrintedText(anchor, item.name, item.section, text, status)


def _passage(segment: Segment, rows: str, writers: dict[int, str]) -> Markup:
    text = mark(segment.text)
    if segment.row not in writers or not segment.text.strip():
        return text
    writer = escape(writers[segment.row])
    return Markup(f'<a class="b" href="#{rows}{segment.row}">{text}<span class="w">{writer}</span></a>')
