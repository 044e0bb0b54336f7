"""A change table whose columns a print has put on several pages, so that no page has its header."""

from __future__ import annotations

from collections.abc import Sequence

from pia_audit.documents.blocks import Row
from pia_audit.documents.table_heads import NUMBER, role_of
from pia_audit.readers.tables_beside import spot_of

_FEWEST = 3
_MOST_PAGES = 8
_EVEN = 6
"""Points by which parts of one line may be apart from page to page."""


def torn_head(rows: Sequence[Row]) -> tuple[str, ...]:
    """Where the parts of a change table's header stand that goes over several pages.

    Args:
        rows: rows of a printed file in which no page has a header of the change table.

    Returns:
        The places of the parts in their order, one on each page; empty where there is no such header.
    """
    parts: list[tuple[int, int, str, set[str]]] = []
    for row in rows:
        spot = spot_of(row.locator) if row.locator.startswith("p") else None
        tokens = [w for c in row.cells if c.text for w in ([c.text] if row.ruled else c.text.split())]
        roles = {r for r in map(role_of, tokens) if r and r != NUMBER}
        if spot is not None and roles and len(roles) == len(tokens) <= _FEWEST + 1:
            parts.append((int(spot.part), spot.row, row.locator, roles))
    for page, line, _, _ in parts:
        page_parts = [p for p in parts if page <= p[0] < page + _MOST_PAGES and abs(p[1] - line) <= _EVEN]
        role_set = set[str]().union(*(p[3] for p in page_parts))
        if len({p[0] for p in page_parts}) > 1 and {"before", "after"} <= role_set and role_set & {"day", "label"}:
            return tuple(p[2] for p in page_parts)
    return ()
