"""Texts that print each value above its label, turned round: a converter took the cells of the page in that order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

from pia_audit.documents.blocks import Row
from pia_audit.forms import FormItem, option_key
from pia_audit.japanese.ladder import Rung, fold
from pia_audit.readers.headings import heading
from pia_audit.readers.printed import has_columns, is_of_page
from pia_audit.readers.vocabulary import Node, vocabulary

_ENOUGH = 3
"""So many choices with an option right above their label, and none with one behind it, show how a text is printed."""
_LABELS = ("plain", "circled")
_BRACKETS = "()[]［］（）\u3000 "

_Labels = dict[str, tuple[FormItem, ...]]


def labels_first(rows: tuple[Row, ...], form_key: str) -> tuple[Row, ...]:
    """The rows of a text with each label above its value.

    Args:
        rows: the rows before the change table.
        form_key: the form version, whose choices show on which side of its label a value stands.

    Returns:
        The rows as they are where values stand behind or below their labels, or where that cannot be told.
    """
    labels = _labels(form_key)
    filled = [row for row in rows if any(c.full_text for c in row.cells)]
    in_columns = any(has_columns(row.cells[0]) or is_of_page(row.cells[0]) for row in filled)
    if in_columns or not _are_above(filled, labels):
        return rows
    begin = next((n for n, row in enumerate(filled) if heading(row.cells[0].full_text).is_chapter), len(filled))
    return (*filled[:begin], *_turned(filled[begin:], labels, _headings(form_key)))


def _are_above(rows: Sequence[Row], labels: _Labels) -> bool:
    above = 0
    for at, row in enumerate(rows):
        items = _items(row, labels)
        options = {option_key(o) for item in items if item.kind == "choice" for o in item.options}
        if not options:
            continue
        cells_beside, below = row.cells[1:], rows[at + 1].cells if at + 1 < len(rows) else ()
        if any(_answer(c.full_text) in options for c in (*cells_beside, *below[:1])):
            return False
        above += bool(at) and _answer(rows[at - 1].cells[0].full_text) in options
    return above >= _ENOUGH


def _answer(text: str) -> str:
    """An option with or without its brackets, what stands behind it in the cell aside."""
    return option_key(fold(text.split("＜")[0].split("<")[0], Rung.WIDTH).strip(_BRACKETS))


def _turned(rows: Sequence[Row], labels: _Labels, headings: frozenset[str]) -> Iterator[Row]:
    """The rows, each label above what stands between it and the label or heading before."""
    values: list[Row] = []
    for row in rows:
        if _items(row, labels):
            yield row
            yield from values
            values = []
        elif _is_heading(row, headings):
            yield from values
            yield row
            values = []
        else:
            values.append(row)
    yield from values


def _is_heading(row: Row, headings: frozenset[str]) -> bool:
    """Whether a row is a heading; a numbered line that the form has not may be the value's."""
    looks = heading(row.cells[0].full_text)
    return looks.is_chapter or looks.kind in ("group", "risk") or (looks.kind == "item" and looks.key in headings)


def _items(row: Row, labels: _Labels) -> tuple[FormItem, ...]:
    """What a row is the label of; a label that spans several stands before it in the row."""
    cells = [c for c in row.cells if c.full_text]
    looks = heading(cells[-1].full_text) if cells else None
    if looks is None or len(cells) > 2 or looks.kind not in _LABELS:
        return ()
    return labels.get(looks.key, ())


@lru_cache(maxsize=16)
def _labels(form_key: str) -> _Labels:
    """The items of a form that a label of their own heads, by its name."""
    out: _Labels = {}
    for node in _nodes(vocabulary(form_key)):
        if node.item is not None and node.key and heading(node.text).kind in _LABELS:
            out[node.key] = (*out.get(node.key, ()), node.item)
    return out


@lru_cache(maxsize=16)
def _headings(form_key: str) -> frozenset[str]:
    """The names of the numbered items of a form."""
    return frozenset(node.key for node in _nodes(vocabulary(form_key)) if heading(node.text).kind == "item")


def _nodes(node: Node) -> Iterator[Node]:
    return chain(node.children, *(_nodes(child) for child in node.children))
