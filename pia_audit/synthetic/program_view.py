"""What the program makes of the rows that are printed. Nothing of it decides what a row truly means."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec.structs import replace

from pia_audit import forms
from pia_audit.documents.blocks import Cell, Row
from pia_audit.documents.table_heads import ROLES, Head
from pia_audit.forms.labels import resolve
from pia_audit.model import ChangeRow, Item
from pia_audit.readers import change_table
from pia_audit.readers.interpreter import understood
from pia_audit.readers.quotes import quoted

_SURE = 0.98
_PLAIN = ("本文", "本文")


def as_read(rows: Sequence[ChangeRow], items: Sequence[Item], form_key: str, *, plain: bool) -> list[ChangeRow]:
    """The printed rows as the reader has them: ditto marks followed, rows that go on joined, each 項目 resolved.

    ``plain`` says that every row is printed in full. Then it is enough to look at each label of a form without groups
    once, which is what a corpus of many thousand reports needs.
    """
    if not plain:
        return understood(_rows(rows), items, form_key)
    known_rows = [_plain_row(row, form_key) for row in rows]
    if all(known_rows):
        return quoted([k for k in known_rows if k], items, form_key)
    return understood(rows, items, form_key)


def _rows(rows: Sequence[ChangeRow]) -> list[ChangeRow]:
    table = change_table.Table(tuple(_line(row, n) for n, row in enumerate(rows, 1)), (Head(0, ROLES),) * len(rows), ())
    read, _ = change_table.read(table, "")
    return [replace(row, locator="", cells=()) for row in read]


def _line(row: ChangeRow, number: int) -> Row:
    texts = (row.changed_on_text, row.label, row.before, row.after, row.timing_text, row.note)
    return Row(tuple(Cell(t or "", f"L{number}.{n}") for n, t in enumerate(texts, 1)), ruled=True)


def _plain_row(row: ChangeRow, form_key: str) -> ChangeRow | None:
    """The row with what its label alone means on that form; ``None`` where the label alone does not tell."""
    meant = _meaning(row.label, form_key)
    if meant is None:
        return None
    return replace(
        row, outcome=meant.outcome, item_ids=meant.item_ids, label_score=meant.label_score, mismatch=meant.mismatch,
        official=meant.official, anchor=meant.anchor,
    )  # fmt: skip


@lru_cache(maxsize=16384)
def _meaning(label: str, form_key: str) -> ChangeRow | None:
    items = _blank(form_key)
    if not items:
        return None
    probe = ChangeRow(1, None, "", label, *_PLAIN, None, "", "")
    (meant,) = resolve([probe], items, form_key)
    return meant if meant.outcome == "item" and meant.label_score >= _SURE else None


@lru_cache(maxsize=16)
def _blank(form_key: str) -> tuple[Item, ...]:
    """The items of a form as a report without texts prints them; none of a form with groups."""
    items = forms.load(form_key).items
    if any("[]" in i.item_id for i in items):
        return ()
    return tuple(
        Item(i.item_id, n, i.position, i.label, i.kind, None, "blank", path=i.path) for n, i in enumerate(items, 1)
    )
