"""How a change row follows on: towards the row before it and towards the row after it, or the text as printed.

The two are told apart because a finding tells of one of them: a broken chain (PIA301) stands on the later of two rows
and is about its 変更前, a last change that is not the printed text (PIA302) is about 変更後.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence

import polars as pl
from msgspec import Struct

from pia_audit.messages.wording import Wording
from pia_audit.model.frames import Corpus
from pia_audit.rules.chains import broken_chain, not_the_current_text

_WORST = ("broken", "grown", "near", "unread", "worded", "option", "relative", "part", "whole")
"""What became of a row that writes several items is told by the worst of them."""

_HOLDING = frozenset({"whole", "part", "relative"})
"""Steps that say of the next change that it follows on."""

DOUBTFUL = frozenset({"broken", "grown"})
"""States that are findings on a chain that does not hold."""


class Link(Struct, frozen=True):
    """One direction of a row, for one item: the state, and the other row (``None``: the printed text).

    The state is what replay said of the step; ``option`` is a broken one that is the same option in other words.
    """

    item_id: str
    state: str
    row: int | None


class Links(Struct, frozen=True):
    """Both directions of a row; empty where no row comes before it, and where it names no item that was replayed."""

    before: tuple[Link, ...] = ()
    after: tuple[Link, ...] = ()

    def of(self, item_id: str | None) -> Links:
        """Those of one item."""
        return Links(*(tuple(x for x in side if x.item_id == item_id) for side in (self.before, self.after)))

    @property
    def doubtful(self) -> bool:
        """Whether one of them does not hold."""
        return any(x.state in DOUBTFUL for x in (*self.before, *self.after))

    def lines(self, wording: Wording) -> tuple[tuple[str, str], ...]:
        """Both directions in words, the one towards the row before first, each with its state."""
        sides = (("before", self.before), ("after", self.after))
        return tuple((_sentence(way, worst(links), wording), worst_state(links)) for way, links in sides)


def worst(links: Sequence[Link]) -> Link | None:
    """The link that is told where a row has several."""
    return min(links, key=lambda x: _WORST.index(x.state), default=None)


def worst_state(links: Sequence[Link]) -> str:
    """Its state; ``none`` without any."""
    link = worst(links)
    return link.state if link else "none"


def _sentence(way: str, link: Link | None, wording: Wording) -> str:
    if link is None:
        return wording.say("model", f"link.{way}", what=wording.term("chain", "none"))
    state = wording.term("chain", link.state)
    sentence = wording.say("model", "link.text", state=state)
    if link.row is not None:
        sentence = wording.say("model", "link.row", row=link.row, state=state)
    return wording.say("model", f"link.{way}", what=sentence)


def links(corpus: Corpus) -> dict[tuple[str, int], Links]:
    """By edition and row number; ``corpus`` must be replayed."""
    towards_older: dict[tuple[str, int], list[Link]] = defaultdict(list)
    towards_newer: dict[tuple[str, int], list[Link]] = defaultdict(list)
    columns = ["edition_id", "row_no", "item_id", "trust", "blamed_row"]
    broken = _broken(corpus)
    later = _next_rows(corpus)
    earlier = {(edition, towards_newer, item): row for (edition, row, item), towards_newer in later.items()}
    state: dict[tuple[str, int, str], str] = {}
    for edition, row, item, trust, blamed in corpus.steps.select(columns).iter_rows():
        key = edition, row, item
        state[key] = "option" if trust == "broken" and key not in broken else trust
        # A whole text stood there until the next change; of a part that came back with another row only that is known.
        to = later.get(key) if trust == "whole" or blamed == row else blamed
        towards_newer[edition, row].append(Link(item, state[key], to))
        if to is not None:
            towards_older[edition, to].append(Link(item, state[key], row))
    for (edition, row, item), was in earlier.items():
        item_state = state[edition, was, item]
        if item_state in _HOLDING and not any(link.item_id == item for link in towards_older[edition, row]):
            towards_older[edition, row].append(Link(item, item_state, was))
    return {
        key: Links(tuple(towards_older[key]), tuple(towards_newer[key])) for key in {*towards_older, *towards_newer}
    }


def _next_rows(corpus: Corpus) -> dict[tuple[str, int, str], int]:
    """By edition, row and item the item's next change, in the order of time."""
    item = ["edition_id", "item_id"]
    rows = corpus.steps.filter(~pl.col("trust").is_in(["worded", "unread"])).select(
        "edition_id", "row_no", "item_id", after=pl.col("row_no").shift(-1).over(item)
    )
    return {(edition, row, of): next_row for edition, row, of, next_row in rows.drop_nulls("after").iter_rows()}


def _broken(corpus: Corpus) -> set[tuple[str, int, str]]:
    """The steps that are findings: edition, the row whose 変更後 does not hold, and the item."""
    if not corpus.steps.filter(pl.col("trust") == "broken").height:
        return set()
    later = broken_chain(corpus)
    rows = [later.select("edition_id", _other_row(later), "item_id")]
    rows.append(not_the_current_text(corpus).select("edition_id", pl.col("row_no").cast(pl.Int64), "item_id"))
    return {(edition, row, item) for frame in rows for edition, row, item in frame.iter_rows()}


def _other_row(chain_findings: pl.DataFrame) -> pl.Series:
    rows = [json.loads(params)["other_row"] for params in chain_findings.get_column("params")]
    return pl.Series("row_no", rows, dtype=pl.Int64)
