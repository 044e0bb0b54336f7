"""Whether rows are taken for what they mean: verdicts beside the truth, for the benchmarks of this folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from msgspec import Struct, field

from pia_audit.model import ChangeRow
from pia_audit.synthetic import RowTruth

RIGHT, PART, WRONG, OPEN = "right", "part", "wrong in silence", "cannot tell"
VERDICTS = (RIGHT, PART, WRONG, OPEN)


class Labels(Struct):
    """How many rows were taken for what, labels that fit one item and those that fit more apart."""

    clear: Counter[str] = field(default_factory=Counter)
    ambiguous: Counter[str] = field(default_factory=Counter)

    def add(self, row: ChangeRow, truth: RowTruth) -> str:
        """Count a row; gives its verdict."""
        verdict = verdict_on(row, truth)
        (self.ambiguous if truth.ambiguous else self.clear)[verdict] += 1
        return verdict

    def line(self) -> list[object]:
        """Counts for a table: the four verdicts of clear labels, then right, wrong and open of ambiguous ones."""
        other = [self.ambiguous[v] for v in (RIGHT, WRONG, OPEN)]
        return [*(self.clear[v] for v in VERDICTS), "/".join(map(str, other))]


def verdict_on(row: ChangeRow, truth: RowTruth) -> str:
    """What a row was taken for, against what it means. An answer's 判断の根拠 read with it is right as well."""
    if row.outcome in ("unsure", "none"):
        return OPEN
    taken, meant = {*row.item_ids, *row.group_ids}, {*truth.item_ids, *truth.group_ids}
    if truth.outcome == "report" or row.outcome == "report":
        return RIGHT if row.outcome == truth.outcome else WRONG
    if taken == meant or (taken > meant and row.outcome == "item"):
        return RIGHT
    return PART if taken & meant and taken <= meant else WRONG


def aligned(rows: Sequence[ChangeRow], truth: Sequence[RowTruth]) -> Iterator[tuple[ChangeRow, RowTruth]]:
    """Each row with its truth; where a reader has more or fewer rows, those whose items match in order."""
    if len(rows) == len(truth):
        yield from zip(rows, truth, strict=True)
        return
    match = SequenceMatcher(a=[r.item_ids for r in rows], b=[t.item_ids for t in truth], autojunk=False)
    for block in match.get_matching_blocks():
        for k in range(block.size):
            yield rows[block.a + k], truth[block.b + k]
