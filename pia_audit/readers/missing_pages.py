"""What may have stood on pages that are not in the file: fields that are not there, texts that are cut, lost rows.

The reader of the pages says behind which of them others are missing. From that follows what of an edition is in doubt,
and the sentence on the missing pages takes it along (``params``): ``items`` by id, ``rows`` by number, whether the gap
lies among the ``fields``, in the ``table`` of changes, or both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.japanese.patterns import regex
from pia_audit.model import PAGES_MISSING, ChangeRow, Item, Unread
from pia_audit.readers.change_table import Table

_PAGE = regex(r"p(\d+)")


class Gaps(Struct):
    """Where pages are missing: the pages behind which a gap among the fields, and one in the table, may lie."""

    among_fields: tuple[int, ...]
    in_table: tuple[int, ...]

    def items(self, items: Sequence[Item]) -> tuple[Item, ...]:
        """The items, those that are not there ``unreadable`` where they may have stood on a missing page.

        So is an empty one at the end of the page before: its value may have stood on the next.
        """
        doubtful = self.doubtful(items)
        last = {at for at, _ in self._around(items)}
        out: list[Item] = []
        previous: Item | None = None
        for at, (item, following) in enumerate(zip(items, _next_pages(items), strict=True)):
            if item.status == "absent":
                lost = previous is None or previous.item_id in doubtful or self._between(previous, following)
            else:
                lost = item.status == "blank" and at in last
            out.append(replace(item, status="unreadable") if lost else item)
            previous = item if _page(item.locator) else previous
        return tuple(out)

    def _between(self, previous: Item, following: int | None) -> bool:
        """Whether a gap lies behind an item and before the page of the one that follows."""
        start = _page(previous.locator) or 0
        return any(start <= gap and (following is None or gap < following) for gap in self.among_fields)

    def doubtful(self, items: Sequence[Item]) -> set[str]:
        """Items whose text may go on on a missing page, and what follows the gap up to the next chapter: the headings
        above it may have stood there."""
        out: set[str] = set()
        for at, gap in self._around(items):
            out.add(items[at].item_id)
            behind = (i for i in items[at + 1 :] if (_page(i.locator) or 0) > gap)
            for item in behind:
                if item.path[:1] != items[at].path[:1]:
                    break
                out.add(item.item_id)
        return out

    def _around(self, items: Sequence[Item]) -> Iterator[tuple[int, int]]:
        """The last item before each gap, by its place, and the gap."""
        pages = [(at, page) for at, item in enumerate(items) if (page := _page(item.locator))]
        for gap in self.among_fields:
            last = max((at for at, page in pages if page <= gap), default=None)
            if last is not None:
                yield last, gap

    def rows(self, rows: Sequence[ChangeRow]) -> list[int]:
        """The rows right before and behind each gap, which may be cut."""
        pages = [(_page(row.locator) or 0, row.row_no) for row in rows]
        last = [max((r for page, r in pages if page <= gap), default=None) for gap in self.in_table]
        first = [min((r for page, r in pages if page > gap), default=None) for gap in self.in_table]
        return sorted({r for r in (*last, *first) if r is not None})


def gaps_in(problems: Sequence[Unread], table: Table | None) -> Gaps | None:
    """Where pages are missing, by what the reader said of them; ``None`` where none are.

    A gap right before the table may be in it: its header may be one that is printed on every page.
    """
    behind = [int(page) for p in problems if p.code == PAGES_MISSING for page in p.params.get("behind", ())]
    if not behind:
        return None
    start = _page(table.all_heads[0][1]) if table else None
    fields = tuple(gap for gap in behind if start is None or gap < start)
    return Gaps(fields, tuple(gap for gap in behind if start is None or gap >= start - 1))


def in_doubt(
    problem: Unread, gaps: Gaps, items_read: Sequence[Item], items: Sequence[Item], rows: Sequence[ChangeRow]
) -> Unread:
    """The sentence on missing pages with what they leave in doubt.

    Args:
        problem: the sentence as the reader of the pages gave it.
        gaps: where the pages are missing.
        before: the items as they were read.
        items: the same as they are with the gaps in mind.
        rows: the change rows.
    """
    lost = {new.item_id for old, new in zip(items_read, items, strict=True) if old.status != new.status}
    params = {
        "pages": problem.params["pages"],
        "fields": bool(gaps.among_fields),
        "table": bool(gaps.in_table),
        "items": sorted(gaps.doubtful(items_read) | lost),
        "rows": gaps.rows(rows),
    }
    return replace(problem, params=params)


def _page(locator: str) -> int | None:
    match = _PAGE.match(locator)
    return int(match[1]) if match else None


def _next_pages(items: Sequence[Item]) -> list[int | None]:
    """For each item the page of the next that is there."""
    out: list[int | None] = []
    page = None
    for item in reversed(items):
        out.append(page)
        page = _page(item.locator) or page
    return out[::-1]
