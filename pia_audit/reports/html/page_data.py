"""What the page needs of an audit's frames, taken out of them once for all reports."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
from msgspec import Struct, field

from pia_audit.history.views import Segment, blames
from pia_audit.japanese.patterns import regex
from pia_audit.model.frames import Corpus
from pia_audit.reports import comparative
from pia_audit.reports import differences as comparison
from pia_audit.reports.links import Links, links

if TYPE_CHECKING:
    from pia_audit.reports.comparative import Pair

_SECTION = regex(r"([Ⅰ-Ⅻ]\S* \S+|[（(]別添[^）)]*[）)]\S*)(?:\s※（[^）]*）)?\s+(.+)", re.DOTALL)

State = tuple[date | None, str | None, str, str]
"""From when on, the text, its status, its trust."""


class PrintedItem(Struct, frozen=True):
    """An item as an edition prints it."""

    item_id: str
    label: str
    text: str | None
    status: str

    @property
    def section(self) -> str:
        """The part of the form the item stands in; nothing for the cover."""
        match = _SECTION.fullmatch(self.label)
        return match[1] if match else ""

    @property
    def name(self) -> str:
        """The label without its section."""
        match = _SECTION.fullmatch(self.label)
        return match[2] if match else self.label


class PrintedEdition(Struct, frozen=True):
    """One edition with its items and what its rows rebuild."""

    edition_id: str
    published_on: date | None
    source: str
    items: dict[str, PrintedItem]
    days: tuple[date, ...]
    states: dict[str, list[State]]


class Material(Struct):
    """One report: its editions, oldest first; the newest one's rows, who wrote what, and how editions differ.

    ``rows`` are the printed rows with ``quotes`` (item, trust, blamed row) in each, and how it follows on (``links``);
    ``contrasts`` are the differences with both texts side by side, for a report that is shown whole.
    """

    editions: list[PrintedEdition] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    blame: dict[str, tuple[Segment, ...]] = field(default_factory=dict)
    differences: list[dict[str, Any]] = field(default_factory=list)
    accounts: list[dict[str, Any]] = field(default_factory=list)
    contrasts: tuple[Pair, ...] = ()
    pairs: int = 0

    @property
    def newest(self) -> PrintedEdition:
        """The edition that was published last."""
        return self.editions[-1]


def gather(corpus: Corpus, *, whole: bool, lang: str = "ja") -> dict[str, Material]:
    """The material of every report, by report id; who wrote what, the rows' accounts and both texts side by side only
    for ``whole``."""
    order = corpus.editions.sort("report_id", "published_on", nulls_last=False)
    newest = order.group_by("report_id", maintain_order=True).last().select("report_id", "edition_id")
    items, days = _items(corpus), _days(corpus)
    states = _states(corpus) if whole else {}
    out: dict[str, Material] = defaultdict(Material)
    columns = ["report_id", "edition_id", "published_on", "source"]
    for report, edition, published, source in order.select(columns).iter_rows():
        out[report].editions.append(
            PrintedEdition(edition, published, source, items[edition], days.get(edition, ()), states.get(edition, {}))
        )
    reports = dict(newest.select("edition_id", "report_id").iter_rows())
    ends = links(corpus)
    for row in _rows(corpus, newest).iter_rows(named=True):
        report_material = out[reports[row["edition_id"]]]
        report_material.rows.append({**row, "links": ends.get((row["edition_id"], row["row_no"]), Links())})
    for (edition, item), segments in blames(corpus, list(reports) if whole else []).items():
        out[reports[edition]].blame[item] = segments
    if corpus.pairs.height:
        _compared(corpus, out, lang, whole=whole)
        for report, count in corpus.pairs.group_by("report_id").agg(pl.len()).iter_rows():
            out[report].pairs = count
    return out


def _items(corpus: Corpus) -> dict[str, dict[str, PrintedItem]]:
    out: dict[str, dict[str, PrintedItem]] = defaultdict(dict)
    columns = ["edition_id", "item_id", "label", "text", "status"]
    for edition, *item in corpus.items.sort("edition_id", "seq").select(columns).iter_rows():
        out[edition][item[0]] = PrintedItem(*item)
    return out


def _days(corpus: Corpus) -> dict[str, tuple[date, ...]]:
    rows = corpus.changes.drop_nulls("changed_on").group_by("edition_id").agg(day=_sorted_days())
    return {edition: tuple(days) for edition, days in rows.iter_rows()}


def _sorted_days() -> pl.Expr:
    return pl.col("changed_on").unique().sort()


def _states(corpus: Corpus) -> dict[str, dict[str, list[State]]]:
    out: dict[str, dict[str, list[State]]] = defaultdict(lambda: defaultdict(list))
    columns = ["edition_id", "item_id", "as_of", "text", "status", "trust"]
    state_rows = corpus.states.select(columns).sort(
        "edition_id", "item_id", "as_of", nulls_last=False, maintain_order=True
    )
    for edition, item, *state in state_rows.iter_rows():
        out[edition][item].append((state[0], state[1], state[2], state[3]))
    return out


def _rows(corpus: Corpus, newest: pl.DataFrame) -> pl.DataFrame:
    steps = corpus.steps.select("edition_id", "row_no", "item_id", "trust", "blamed_row")
    keys = ["edition_id", "row_no", "item_id"]
    quotes = corpus.quotes.select(keys).join(steps.unique(keys), on=keys, how="left", maintain_order="left")
    nested = quotes.group_by("edition_id", "row_no", maintain_order=True).agg(
        quotes=pl.struct("item_id", "trust", "blamed_row")
    )
    columns = ["edition_id", "row_no", "changed_on", "changed_on_text", "label", "timing", "timing_text", "note",
               "before", "after"]  # fmt: skip
    change_rows = corpus.changes.select(columns).join(newest, on="edition_id", how="semi").sort("edition_id", "row_no")
    return change_rows.join(nested, on=["edition_id", "row_no"], how="left", maintain_order="left")


def _compared(corpus: Corpus, out: dict[str, Material], lang: str, *, whole: bool) -> None:
    for difference in comparison.differences(corpus):
        out[difference["report_id"]].differences.append(difference)
    for account in comparison.rows(corpus) if whole else ():
        out[account["report_id"]].accounts.append(account)
    for pair in comparative.sheet(corpus, lang).pairs if whole else ():
        out[pair.report_id].contrasts += (pair,)
