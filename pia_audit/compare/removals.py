"""What rows took out of a text and the newer edition still has: passages and names, whatever numbers head them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from pia_audit.compare.leaves import Leaf
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.lists import heading_number, passages, split_names
from pia_audit.japanese.placeholders import is_empty


class Replacement(Struct, frozen=True):
    """What stood in the place of a row's words, what stands there now, and whether the row puts in words of its own."""

    row_no: int
    before: str
    after: str
    puts_in: bool


class Removal(Struct, frozen=True):
    """What a row took away, and what of it is still there, as leaves.

    ``is_undone``: all of it is, and the row puts nothing in its place.
    """

    row_no: int
    still_there: tuple[Leaf, ...]
    is_undone: bool


def removals(kind: str, leaves: Sequence[Leaf], replacements: Sequence[Replacement]) -> tuple[Removal, ...]:
    """The rows of which something that they took away is still there.

    Args:
        kind: the item's kind.
        left: what is left of the item's difference once all rows are carried out.
        replacements: what the rows did.
    """
    came = {_words(leaf.after): leaf for leaf in leaves if leaf.after and leaf.what in ("name", "passage", "text")}
    if not came:
        return ()
    by_row: dict[int, list[tuple[set[str], bool]]] = {}
    for made in replacements:
        removed_parts = _parts(kind, made.before) - _parts(kind, made.after)
        by_row.setdefault(made.row_no, []).append((removed_parts, not made.puts_in))
    return tuple(
        Removal(
            row_no, tuple(leaf for wording_parts, leaf in came.items() if wording_parts in removed_parts), is_undone
        )
        for row_no, row_parts in by_row.items()
        for removed_parts in [set().union(*(wording_parts for wording_parts, _ in row_parts))]
        if not removed_parts.isdisjoint(came)
        for is_undone in [removed_parts <= set(came) and all(only for _, only in row_parts)]
    )


def says_removed(leaf: Leaf) -> bool:
    """Whether a passage that came only says that there is none any more: (2) 削除."""
    return leaf.op == "added" and leaf.what == "passage" and is_empty(_words(leaf.after))


def _parts(kind: str, text: str) -> set[str]:
    parts: Iterable[str] = split_names(text) if kind == "list" else (text[low:high] for low, high in passages(text))
    return {wording_parts for part in parts if (wording_parts := _words(part))}


def _words(passage: str | None) -> str:
    heading = heading_number(passage or "")
    return fold((passage or "")[heading.end if heading else 0 :])
