"""Corrections carried out on their tables and judged again: only those stand that leave nothing to tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pia_audit.compare.corrections.model import Correction, Judge, Judged, Table, place
from pia_audit.compare.corrections.proposals import carried_rows
from pia_audit.compare.corrections.wordings import saying
from pia_audit.compare.pair_corpus import paired
from pia_audit.model import ChangeRow, Edition
from pia_audit.model.frames import Corpus

if TYPE_CHECKING:
    import polars as pl


def judged_pairs(pairs: Sequence[tuple[Edition, Edition]], judge: Judge) -> Judged:
    """Pairs reconciled, and what the judge finds on them."""
    corpus = paired(pairs, spans=False)
    return corpus, judge(corpus)


def following(first: Correction, second: Correction) -> Correction:
    """A row that two stages corrected: as the second leaves it."""
    witnesses, settles = (*first.witnesses, *second.witnesses), (*first.settles, *second.settles)
    return replace(first, proposed=second.proposed, witnesses=witnesses, settles=settles)


def one_a_row(proposals: Iterable[Correction]) -> list[Correction]:
    """One correction for each row: what is off in several cells is put right together."""
    out: dict[Hashable, Correction] = {}
    for c in proposals:
        first = out.get(place(c))
        if first is None:
            out[place(c)] = c
        elif (row := _both(first, c)) is not None:
            out[place(c)] = following(first, replace(c, proposed=row))
    return list(out.values())


def _both(remaining: Correction, second: Correction) -> ChangeRow | None:
    """A row with what two corrections of it change; ``None`` where they change one cell, or one is of no known text."""
    first, two, side = remaining.proposed, second.proposed, second.witnesses[0].column
    if first is None or two is None or side is None or side in {w.column for w in remaining.witnesses[::2]}:
        return None
    texts = [getattr(q, side) for q in two.quotes]
    quotes = tuple(saying(q, side, text) for q, text in zip(first.quotes, texts, strict=True))
    return saying(replace(first, quotes=quotes), side, getattr(two, side))


_Counts = Counter[tuple[str, str, str | None]]


def _counted(findings: pl.DataFrame) -> _Counts:
    """How many findings there are by edition, rule and item."""
    return Counter(findings.select("edition_id", "rule", "item_id").iter_rows())


def standing(
    proposals: Sequence[Correction], tables: Mapping[str, Table], judged: Judged, judge: Judge
) -> tuple[list[Correction], Mapping[str, Table], Corpus, pl.DataFrame]:
    """The corrections that, all of them carried out, make their findings go and bring no other one; with them the
    tables, the corpus and the findings as they are then."""
    before, remaining, older = _counted(judged[1]), list(proposals), carried_rows(judged[0])
    while any(c.proposed for c in remaining):
        mended = {
            key: _corrected(table, [c for c in remaining if c.edition_id == key], older)
            for key, table in tables.items()
        }
        corpus, findings = judged_pairs([(t.old, t.new) for t in mended.values()], judge)
        settling = [c for c in remaining if c.proposed is None or _settles(c, remaining, before, _counted(findings))]
        if len(settling) == len(remaining):
            return remaining, mended, corpus, findings
        remaining = settling
    return remaining, tables, *judged


def _settles(c: Correction, corrections: Sequence[Correction], before: _Counts, after: _Counts) -> bool:
    """Whether a correction's findings went, and of its row's items none came."""
    wanted = Counter((o.edition_id, *key) for o in corrections if o.proposed for key in o.settles)
    items = {c.item_id, *(q.item_id for q in c.row.quotes)}
    of_items = {k for k in {*before, *after, *wanted} if k[0] == c.edition_id and k[2] in items}
    return all(after[k] <= before[k] - wanted[k] for k in of_items if not _is_due(c, k[1]))


def _is_due(c: Correction, rule: str) -> bool:
    """A row of the older edition that is put right is told as an altered one, and has to be."""
    return rule == "PIA208" and c.kind == "broken" and c.older_row is not None


def _corrected(table: Table, corrections: Sequence[Correction], carried: Mapping[tuple[str, int], int]) -> Table:
    """The table with corrections carried out; a row that has vanished goes in where the older edition has it."""
    instead = {c.row_no: c for c in corrections if c.row_no is not None and c.proposed is not None}
    lost = sorted((c for c in corrections if c.row_no is None), key=lambda c: c.older_row or 0)
    if not instead and not lost:
        return table
    rows: list[tuple[int | None, ChangeRow]] = []
    for row in table.new.changes:
        number = table.numbers[row.row_no]
        older = carried.get((table.new.edition_id, row.row_no))
        while lost and (older is None or (lost[0].older_row or 0) < older):
            rows.append((None, lost.pop(0).row))
        rows.append((number, instead[number].row if number in instead else row))
    rows += [(None, c.row) for c in lost]
    changes = tuple(replace(row, row_no=n) for n, (_, row) in enumerate(rows, 1))
    numbers = {n: number for n, (number, _) in enumerate(rows, 1)}
    return replace(table, new=replace(table.new, changes=changes), numbers=numbers)
