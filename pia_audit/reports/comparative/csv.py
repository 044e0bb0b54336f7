"""The 新旧対照表 as CSV: a line for each item, whole texts without marks, nothing a spreadsheet takes for a formula."""

from __future__ import annotations

from collections.abc import Iterator

from pia_audit.messages.wording import Wording
from pia_audit.reports.comparative.contents import Block, Line, Pair, Sheet
from pia_audit.reports.redline import Side
from pia_audit.reports.spreadsheets import csv_text

_HEADS = ("report", "old", "new", "block", "item", "op", "before", "after", "status", "records", "changes", "remarks")


def as_csv(sheet: Sheet) -> str:
    """The whole sheet; it has no place for what was not compared and not read."""
    wording = Wording(sheet.lang)
    heads = [wording.say("comparative", f"column.{name}") for name in _HEADS]
    return csv_text(heads, (row for pair in sheet.pairs for row in _pair(pair, wording)))


def _pair(pair: Pair, wording: Wording) -> Iterator[list[str]]:
    for block in pair.blocks:
        if block.op:
            yield _row(pair, block, wording, ["", wording.term("op", block.op), block.before, block.after])
        for line in block.lines:
            texts = [_text(side, wording) for side in (line.before, line.after)]
            yield _row(pair, line, wording, [line.item, wording.term("op", line.op), *texts], block.title)


def _row(pair: Pair, of: Block | Line, wording: Wording, cells: list[str], title: str = "") -> list[str]:
    status = wording.term("account", of.status) if of.status else ""
    records = "\n".join(t for r in of.records for t in (f"{r.row_name} {r.doubt}".strip(), r.typed) if t)
    heading = of.title if isinstance(of, Block) else title
    return [
        pair.report_id, pair.old.day, pair.new.day, heading, *cells, status, records, "\n".join(of.changes), "",
    ]  # fmt: skip


def _text(side: Side | None, wording: Wording) -> str:
    return wording.say("comparative", "side.none") if side is None else "".join(p.text for p in side.pieces)
