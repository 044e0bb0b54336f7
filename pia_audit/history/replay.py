"""Replay: walks an item's change rows backward from the newest text and undoes them one by one.

Every row says "before this, it read b; after it, a". To undo a row its ``a`` is looked for in the text as
it stood after the row, in this order of trust:

``whole``     a is the text
``part``      a stands in the text exactly once: only that span changes
``relative``  同左, (略), 以下を追加, 「A」を「B」に改める, (削除): the words are carried out
``grown``     it does, as what seems to have been the whole of it, and something was added behind it since
``near``      the best alignment is at least 0.90 alike: a slip of wording, undone and recorded
``broken``    nothing fits: recorded, and b is taken as the text before, so that one break stays one
``worded``    a cell says words about the text (別紙のとおり, 同上, 文言の修正): nothing is said about the row
``unread``    a cell of the row could not be read: nothing is said about it

The walk also remembers who wrote what: when a row does not fit, the step names the later row whose 変更前
stands where the earlier one's 変更後 should be, or nobody when it is the printed text itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.compare import relative_wording
from pia_audit.compare.equality import VALUES
from pia_audit.compare.locate import locate_near
from pia_audit.history import order
from pia_audit.history.current_text import BODY, Now, written_by
from pia_audit.history.day import Day
from pia_audit.history.earlier import Earlier
from pia_audit.history.order import Row
from pia_audit.history.passage_edges import SHORT
from pia_audit.history.undo import Step, undo
from pia_audit.japanese.line_cuts import Kept, edited, kept, whole
from pia_audit.japanese.placeholders import is_deletion, is_empty


class State(Struct, frozen=True):
    """The text from ``as_of`` on (``None``: from the beginning)."""

    as_of: date | None
    row_no: int | None
    kept: Kept | None
    trust: str

    @property
    def text(self) -> str | None:
        """The text, ``None`` when the item did not exist."""
        return _whole(self.kept)


class Trail(Struct, frozen=True):
    """An item's replay: steps newest first, states oldest first, and the kept texts round each row, newest first."""

    steps: tuple[Step, ...]
    states: tuple[State, ...]
    kept: tuple[tuple[int, Kept | None, Kept | None], ...]

    @property
    def texts(self) -> Iterator[tuple[int, str | None, str | None]]:
        """Each row, oldest first, with the texts before and after it."""
        return ((row_no, _whole(before), _whole(after)) for row_no, before, after in reversed(self.kept))


def _whole(text: Kept | None) -> str | None:
    return None if text is None else whole(text)


def _kept(text: str | None) -> Kept | None:
    return None if text is None else kept(text)


def replay(text: str | None, kind: str, rows: Sequence[Row]) -> Trail:
    """Undo ``rows`` (in printed order) from ``text``, the item as printed (``None``: the item is empty).

    ``kind`` is the item's kind: a date, a choice and ticks are compared as values, and never nearly. An item that
    did not change is replayed once for all its editions.
    """
    if kind in VALUES:  # the order of a day goes by the values, not by the words in which a row puts them
        rows = [
            replace(r, before=b, after=a) for r in rows for b, a in [relative_wording.quoted_values(r.before, r.after)]
        ]
    return _replay(text, kind, tuple(rows))


@lru_cache(maxsize=1024)
def _replay(text: str | None, kind: str, rows: tuple[Row, ...]) -> Trail:
    unique_rows, twice = order.without_duplicates(rows)
    walks = [_walk(text, kind, ordered) for ordered in order.candidates(unique_rows)]
    best = min(walks, key=_misfits)
    return replace(best, steps=(*best.steps, *(Step(r.row_no, "whole", r.after, r.after) for r in twice)))


def _misfits(trail: Trail) -> tuple[int, int]:
    """How many rows of a trail do not fit, and how many fit only nearly."""
    trusts = Counter(step.trust for step in trail.steps)
    return trusts["broken"], trusts["near"]


def _walk(text: str | None, kind: str, days: Sequence[Sequence[Row]]) -> Trail:
    current = Now(text, written_by(BODY, text))
    steps: list[Step] = []
    states: list[State] = []
    texts: list[tuple[int, Kept | None, Kept | None]] = []
    trust = "printed"
    earlier = Earlier(days)
    for index in range(len(days) - 1, -1, -1):
        day = Day(days[index])
        earlier.than(index, day)
        day_text, worst = _kept(current.text), trust
        first_of_day = True
        while day:
            row = day.take(current.text)
            was = current.text
            step = undo(current, kind, row, earlier)
            steps.append(step)
            row_text = _as_written(was, kind, row, step)
            texts.append((row.row_no, _kept(current.text), _kept(row_text)))
            worst = _degree(step, worst if step.trust != "whole" or not first_of_day else "verified")
            if first_of_day:
                day_text = texts[-1][2]
            first_of_day = False
        states.append(State(days[index][0].changed_on, days[index][0].row_no, day_text, worst))
        trust = worst
    states.append(State(None, None, _kept(current.text), trust if days else "assumed"))
    return Trail(tuple(steps), tuple(reversed(states)), tuple(texts))


_DEGREES = ("printed", "verified", "near", "resynced")
_DEGREE_OF = {
    "whole": "verified", "part": "verified", "relative": "verified", "grown": "near", "near": "near",
    "broken": "resynced", "worded": "resynced", "unread": "resynced",
}  # fmt: skip


def _degree(step: Step, later: str) -> str:
    """How far a text may be trusted: a whole match says so by itself, a part inherits what came later."""
    mine = max("near" if step.ambiguous else "verified", _DEGREE_OF[step.trust], key=_DEGREES.index)
    if step.trust == "whole":
        return mine
    return max(mine, later, key=_DEGREES.index)


def _as_written(was: str | None, kind: str, row: Row, step: Step) -> str | None:
    """The text from the row's day on: as found, but as the row wrote it where the two do not fit."""
    if step.trust != "broken" or row.after is None:
        return was
    if is_deletion(row.after) or (is_empty(row.after) and row.after.strip() != (was or "").strip()):
        return None if kind in VALUES or was is None else was
    if kind in VALUES or was is None or len(was) <= SHORT or len(row.after) * 2 >= len(was):
        return row.after
    hit = locate_near(row.after, was, 0.5)
    return edited(was, hit.start, hit.end, row.after) if hit else was
