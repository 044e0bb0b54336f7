"""Reports of a file that lie between the pages of another: the rest of the other stands behind their change table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from pia_audit.documents.blocks import Document, Row
from pia_audit.documents.table_heads import Head, head_of, is_header
from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.patterns import regex
from pia_audit.model import Unread

_PAGE = regex(r"p([0-9]+):")
_WIDE = 4
"""Cells with texts that a row of the change table has at least."""
_TELLING = 4
_MOST_TEXTS = 200


def with_rests(parts: Sequence[Document], is_chapter: Callable[[Row], bool]) -> list[Document]:
    """The reports of a file, what stands behind a report's change table with the report before it, if it is its rest.

    That is so where the report before has no change table, and where pages behind the table begin a chapter, or bring
    another change table that goes with the texts of the report before. It is told in one sentence.

    Args:
        parts: the reports, each from its cover to the next.
        is_chapter: says of a row whether it is the heading of a chapter.
    """
    out = list(parts)
    for at in range(len(out) - 2, -1, -1):
        before, inner = out[at], out[at + 1]
        if not any(map(is_header, before.rows)) and (start := _rest(before.rows, inner.rows, is_chapter)):
            pages = [p for p in map(_page, inner.rows[:start]) if p]
            params = {"pages": f"{min(pages)}-{max(pages)}"}
            note = Unread(before.source, "pdf-pages-inside", "", params, fatal=False)
            rest_rows = inner.rows[start:]
            out[at] = replace(before, rows=(*before.rows, *rest_rows), problems=(*before.problems, note))
            out[at + 1] = replace(inner, rows=inner.rows[:start])
    return out


def _rest(before: Sequence[Row], inner: Sequence[Row], is_chapter: Callable[[Row], bool]) -> int | None:
    """Where in the rows of a report the rest of the report before begins; ``None`` where there is none."""
    header = next((n for n, row in enumerate(inner) if is_header(row)), None)
    if header is None or not _page(inner[header]):
        return None
    firsts = [n for n in range(header + 1, len(inner)) if _page(inner[n]) > _page(inner[n - 1])]
    ends = [*firsts[1:], len(inner)]
    pages = [inner[start:end] for start, end in zip(firsts, ends, strict=True)]
    begun = next((n for n, rows in enumerate(pages) if _begins_chapter(rows, is_chapter)), None)
    if begun is None:
        texts = _all(before), _all(inner[:header])
        sides = [_side(rows, head, *texts) for rows, head in zip(pages, _heads(inner, firsts), strict=True)]
        begun = next((n for n, side in enumerate(sides) if side > 1 and min(sides[n:]) >= 0), None)
    if begun is None:
        return None
    while begun and not any(is_header(row) or _is_wide(row) for row in pages[begun - 1]):
        begun -= 1
    return firsts[begun]


def _begins_chapter(rows: Sequence[Row], is_chapter: Callable[[Row], bool]) -> bool:
    """Whether a page begins a chapter, with nothing of the change table above it."""
    at = next((n for n, row in enumerate(rows) if is_chapter(row)), None)
    return at is not None and not any(is_header(row) or _is_wide(row) for row in rows[:at])


def _heads(rows: Sequence[Row], firsts: Sequence[int]) -> list[Head | None]:
    """The header of the change table under which each page begins."""
    heads = {n: head for n, row in enumerate(rows) if (head := head_of([c.text for c in row.cells]))}
    return [next((heads[n] for n in sorted(heads, reverse=True) if n <= first), None) for first in firsts]


def _side(rows: Sequence[Row], head: Head | None, before: str, inner: str) -> int:
    """How many more of the texts that the rows of a page change to stand in the report before alone than in the other
    alone."""
    texts: set[str] = set()
    for row in rows:
        head = head_of([c.text for c in row.cells]) or head
        column = head.first + head.roles.index("after") if head is not None and "after" in head.roles else None
        if column is not None and column < len(row.cells):
            texts.add(fold(row.cells[column].full_text, Rung.PUNCTUATION))
    telling = [text for text in texts if len(text) >= _TELLING][:_MOST_TEXTS]
    return sum((text in before) - (text in inner) for text in telling)


def _all(rows: Sequence[Row]) -> str:
    return "\n".join(fold(c.full_text, Rung.PUNCTUATION) for row in rows for c in row.cells if c.full_text)


def _is_wide(row: Row) -> bool:
    return sum(bool(cell.full_text) for cell in row.cells) >= _WIDE


def _page(row: Row) -> int:
    """The page a row begins on; 0 in files without pages."""
    match = _PAGE.match(row.locator)
    return int(match[1]) if match else 0
