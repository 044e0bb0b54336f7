"""Rows written before a group came or went among others of its kind: the number in their labels is the older one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty
from pia_audit.model.frames import Corpus

_CHAINS = frozenset({"PIA301", "PIA302", "PIA303"})
_KINDS = {"委託事項": "outsourcing", "提供先": "recipient", "移転先": "transferee", "システム": "system"}
_IN_GROUP = regex(r"(?P<file>file\[\d+\])?\.?(?P<kind>outsourcing|recipient|transferee|system)\[(?P<number>\d+)\]\.")
_GROUP_LABEL = regex(
    r"(?P<word>委託事項|提供先|移転先|システム)(?P<number>[0-9]{1,2})"
    r"(?:[:.]?\([^()]{2,40}\)|[「'][^「」']{2,40}[」'])?"  # what the group is called
    r"(?:の?(?:追加|削除|新設|廃止)|の?一部(?:変更|修正)?|\([^()]{1,12}\)|※.{1,20})*$"
)
_HEADING_ID = regex(
    r"(?P<file>file\[\d+\])?\.?(?P<kind>outsourcing|recipient|transferee|system)\[(?P<number>\d+)\](?:\.heading)?"
)
_FILE = regex(r"file\[\d+\]")
_COUNTED_ON = regex(r"繰り?[上下]げ|番号.{0,4}(?:変更|ずれ)")


class _Shift(Struct, frozen=True):
    """A row by which a group came or went: later numbers of that kind were others before its day."""

    row_no: int
    day: date
    kind: str
    file: str
    number: int
    came: bool = False

    def began(self, item_id: str, day: date | None) -> bool:
        """Whether a row of that day on an item speaks of the very group that came: what an older row of its number
        left was another group's."""
        match = _IN_GROUP.match(item_id)
        if match is None or not self.came or day != self.day or match["kind"] != self.kind:
            return False
        same_file = not self.file or not match["file"] or self.file == match["file"]
        return same_file and int(match["number"]) == self.number

    def moved(self, item_id: str, day: date | None) -> bool:
        """Whether the number in a label of that day may now be another group's."""
        match = _IN_GROUP.match(item_id)
        if match is None or day is None or day >= self.day:
            return False
        same_file = not self.file or not match["file"] or self.file == match["file"]
        return match["kind"] == self.kind and same_file and int(match["number"]) >= self.number


def shifts(corpus: Corpus) -> dict[str, list[_Shift]]:
    """By edition the rows by which a group came or went before others of its kind."""
    out: defaultdict[str, list[_Shift]] = defaultdict(list)
    columns = ["edition_id", "row_no", "label", "before", "after", "changed_from", "group_ids", "item_ids"]
    for edition, row_no, label, before, after, day, groups, items in corpus.changes.select(columns).iter_rows():
        came_or_went = is_empty(before or "") != is_empty(after or "") or _COUNTED_ON.search(after or "")
        if day is None or not came_or_went:
            continue
        match = _GROUP_LABEL.search(fold(label or "").removesuffix("欄"))
        by_name = None if match else _named_group(groups or items or ())
        if match is None and by_name is None:
            continue
        files = {m[0] for group in groups or items or () if (m := _FILE.match(group))}
        file = files.pop() if len(files) == 1 else ""
        kind, number = (_KINDS[match["word"]], match["number"]) if match else by_name or ("", "0")
        came = is_empty(before or "") and not is_empty(after or "")
        out[edition].append(_Shift(row_no, day, kind, file, int(number), came))
    return out


def _named_group(ids: Sequence[str]) -> tuple[str, str] | None:
    """The one group, or heading of one, that a row which calls it by name was taken for, with the number it has now."""
    match = _HEADING_ID.fullmatch(ids[0]) if len(ids) == 1 else None
    return (match["kind"], match["number"]) if match else None


def judged_by_shifts(finding: dict[str, Any], rows: list[_Shift], day: date | None) -> tuple[str, str, str]:
    """Severity, confidence and arguments of a finding on a chain beside the rows that moved its group's number."""
    severity, confidence, params = finding["severity"], finding["confidence"], finding["params"]
    if finding["rule"] not in _CHAINS:
        return severity, confidence, params
    item_id, against_older = finding["item_id"] or "", finding["rule"] == "PIA301"
    moved = [s.row_no for s in rows if s.moved(item_id, day) or (against_older and s.began(item_id, day))]
    if not moved:
        return severity, confidence, params
    loaded: dict[str, Any] = json.loads(params or "{}")
    return "info", "low", json.dumps({**loaded, "renumbered_rows": moved}, ensure_ascii=False)
