"""Reports of other hands with their truth beside them, as benchmarks use them: X.json with ``file`` and ``changes``.

``changes`` are rows with ``no``, ``path`` or ``paths`` (the levels of the items meant, as the form prints them),
``ambiguous``, ``no_item``; ``faults`` have ``path`` and rows; ``pair`` has ``old``, ``diffs`` and ``rows``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from pia_audit.japanese.ladder import Rung, fold
from pia_audit.model import Edition, Outcome
from pia_audit.readers import read
from pia_audit.synthetic import RowTruth

_STAR = re.compile(r"※\s*(?:[(（](?:[^()（）]|[(（][^()（）]*[)）])*[)）])?")
_ROWS = ("row", "last_row", "next_row", "previous_row")


class RowStatement(Struct):
    """A report with truth: its editions, oldest first, what each row of the newest means, and what is wrong with it."""

    name: str
    hand: str
    editions: tuple[Edition, ...]
    rows: dict[int, RowTruth]
    faulty_rows: set[int] = field(default_factory=set)
    faulty_items: set[str] = field(default_factory=set)
    has_faults: bool = False


def reports(folder: Path) -> Iterator[RowStatement]:
    """Every report of a folder that can be read; of one that cannot a line is printed."""
    for path in sorted(folder.glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(truth, dict) or not {"file", "changes"} <= truth.keys():
            continue
        edition = read(path.with_name(truth["file"]))
        if isinstance(edition, Edition):
            yield _statement(path, truth, edition, folder)
        else:
            print(f"not read: {path.with_name(truth['file'])}: {edition.code}")


def _statement(path: Path, truth: Mapping[str, Any], edition: Edition, folder: Path) -> RowStatement:
    names = Names(edition)
    hand = f"{folder.name}/{truth.get('habit') or 'plain'}"
    statement = RowStatement(
        path.stem, hand, (edition,), {c["no"]: t for c in truth["changes"] if (t := names.meant(c))}
    )
    # A pair made for an operation on a group does not list what differs.
    statement.has_faults = ("faults" in truth or "pair" in truth) and "op" not in truth.get("pair", ())
    for fault in truth.get("faults", ()):
        statement.faulty_rows |= {fault[k] for k in _ROWS if fault.get(k)}
        statement.faulty_items |= names.ids([fault["path"]])
    if pair := truth.get("pair"):
        old = read(path.with_name(pair["old"]))
        statement.editions = (old, edition) if isinstance(old, Edition) else (edition,)
        off = [int(n) for n, status in pair["rows"].items() if status != "confirmed"]
        statement.faulty_rows |= {*off, *pair.get("altered", ())}
        statement.faulty_items |= names.ids([d["path"] for d in pair["diffs"] if d["status"] != "documented"])
        altered = [c["path"] for c in truth["changes"] if c["no"] in pair.get("altered", ()) and c.get("path")]
        statement.faulty_items |= names.ids(altered)  # such a row no longer fits the rows beside it
    return statement


class Names:
    """The items of an edition by the words of their labels."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def known(self) -> dict[str, str]:
        """Item by label, signs and notation aside."""
        return {_key(" ".join(i.path) or i.label): i.item_id for i in self.edition.items}

    def ids(self, paths: list[list[str]]) -> set[str]:
        """The items of these paths, as far as the edition has them."""
        return {item_id for p in paths if (item_id := self._one(p))}

    def _one(self, path: list[str]) -> str | None:
        key = _key(" ".join(path))
        if key in self.known:
            return self.known[key]
        ends = {i for k, i in self.known.items() if k.endswith(key) and len(key) > 6}
        return ends.pop() if len(ends) == 1 else None

    def meant(self, change: Mapping[str, Any]) -> RowTruth | None:
        """What a row means; ``None`` where its items are not the edition's."""
        paths = change.get("paths") or ([change["path"]] if change.get("path") else [])
        ids = tuple(sorted(self.ids(paths)))
        if change.get("no_item") or not ids or len(ids) != len({tuple(p) for p in paths}):
            return None
        outcome: Outcome = "items" if len(ids) > 1 else "item"
        return RowTruth(outcome, ids, ambiguous=bool(change.get("ambiguous")), wrong=bool(change.get("label_wrong")))


def _key(label: str) -> str:
    return re.sub(r"[\s:：、。,.・()（）ー\-－―〜~～]", "", fold(_STAR.sub("", label), Rung.PUNCTUATION))
