"""Proposes, for rows of the newer edition's table that are off, the row as it should read.

A correction is drawn from a text that is printed: what an edition's body says, what the row before left, the row as
the older edition had it. It is carried out on the table and judged again, and only given where its finding goes and no
other comes. Of a change that the body does not show no text is known, and none is proposed.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pia_audit.compare import relative_wording
from pia_audit.compare.draft import NOTHING
from pia_audit.compare.equality import VALUES, equal
from pia_audit.compare.hunks import hunks
from pia_audit.compare.locate import locate, locate_near
from pia_audit.compare.pair_corpus import paired
from pia_audit.japanese.ladder import similarity
from pia_audit.japanese.lists import passages
from pia_audit.model import ChangeRow, Edition, Quote
from pia_audit.model.frames import Corpus

if TYPE_CHECKING:
    import polars as pl

RULES = ("PIA2", "PIA3")
"""The rules that a judge of corrections runs."""

Judge = Callable[[Corpus], "pl.DataFrame"]
"""What gives the ``findings`` of :data:`RULES` on a corpus."""

_Judged = tuple[Corpus, "pl.DataFrame"]

Kind = Literal["before-misquoted", "after-misquoted", "phantom", "altered", "vanished", "broken"]
Role = Literal["row", "older-row", "older-body", "newer-body"]
Column = Literal["before", "after"]

_CHAINS = ("PIA301", "PIA302", "PIA303")
_STAGES = (("PIA208",), ("PIA202", "PIA203", "PIA204"), _CHAINS, ("PIA303",))
"""What is corrected together, each on the table as the stage before leaves it: the history restored, the new rows held
against both editions, the chains, and of two rows of a chain that are worded nearly alike the other one."""
_OTHER_WAY = len(_STAGES) - 1
_ALIKE = 0.6
"""Two passages at least this alike are two wordings of one, and not two passages."""
_SLIP = 0.8
"""A passage at least this like a part of a text is that part; of one less alike the ends are not sure."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A text that a correction rests on, and what it is: a cell (``column``) of row ``row_no`` of the newer or the
    older table, the row whole where there is no column, or an item of a body. ``on`` is the row's 変更日 or the 公表日.
    """

    role: Role
    text: str | None
    row_no: int | None = None
    column: Column | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A row as it should read, to be confirmed by those who wrote it.

    ``printed`` is the row as the newer edition has it (``None``: it has vanished), ``proposed`` the row as it should
    read (``None``: nothing tells). ``older_row`` is its number in the older edition, where it has been there.
    ``witnesses`` are the texts that do not go together, what is off first; of a row corrected in several cells pair
    by pair. ``settles`` are the findings that go with it, by rule and item.
    """

    report_id: str
    edition_id: str
    old_on: date | None
    new_on: date | None
    kind: Kind
    row_no: int | None
    item_id: str | None
    item_label: str | None
    printed: ChangeRow | None
    proposed: ChangeRow | None
    witnesses: tuple[Witness, ...]
    older_row: int | None = None
    settles: tuple[tuple[str, str | None], ...] = ()

    @property
    def row(self) -> ChangeRow:
        """The row as it should read, or as it is printed where that is not known."""
        row = self.proposed or self.printed
        assert row is not None
        return row


def corrections(
    pairs: Sequence[tuple[Edition, Edition]], judge: Judge, corpus: Corpus | None = None
) -> tuple[Correction, ...]:
    """The corrections that the rows of each pair's newer edition call for, in the order of its table.

    Args:
        pairs: older and newer editions, those of a report in the order of publication.
        judge: gives the findings of :data:`RULES` on a corpus. What they are not sure of is not corrected.
        corpus: the pairs reconciled, where that has been done.

    Returns:
        Those that stand when they are carried out. Chains are corrected in the newest edition of a report alone.
    """
    if not pairs:
        return ()
    corpus = paired(pairs, spans=False) if corpus is None else corpus
    findings = judge(corpus)
    newest = set({new.report_id: new.edition_id for _, new in pairs}.values())
    off = {rule for stage in _STAGES for rule in stage}
    told = set(_sure(findings, off, {new.edition_id for _, new in pairs}).get_column("edition_id"))
    out: list[Correction] = []
    for batch in _batches(pairs):
        own = batch if len(batch) == len(pairs) else [pair for pair in batch if pair[1].edition_id in told]
        if told.isdisjoint(new.edition_id for _, new in own):
            continue
        judged = (corpus, findings) if len(own) == len(pairs) else _judged(own, judge)
        out += _of_batch(own, judge, newest, judged)
    return tuple(sorted(out, key=_order))


def _judged(pairs: Sequence[tuple[Edition, Edition]], judge: Judge) -> _Judged:
    corpus = paired(pairs, spans=False)
    return corpus, judge(corpus)


def _of_batch(
    pairs: Sequence[tuple[Edition, Edition]], judge: Judge, newest: set[str], judged: _Judged
) -> Iterator[Correction]:
    tables: Mapping[str, _Table] = {new.edition_id: _Table(old, new, new, _numbers(new)) for old, new in pairs}
    corpus, findings = judged
    accepted: dict[Hashable, Correction] = {}
    for stage, rules in enumerate(_STAGES):
        editions = newest.intersection(tables) if set(rules) <= set(_CHAINS) else set(tables)
        own = _sure(findings, rules, editions)
        if not own.height:
            continue
        context = _Context(corpus, tables)
        every = (context.proposal(f, other_way=stage == _OTHER_WAY) for f in own.iter_rows(named=True))
        proposals = _one_a_row(c for c in every if c is not None and _is_open(c, accepted))
        kept, tables, corpus, findings = _standing(proposals, tables, (corpus, findings), judge)
        for c in kept:
            accepted[_place(c)] = _after(accepted[_place(c)], c) if _place(c) in accepted else c
    yield from accepted.values()


def _place(c: Correction) -> Hashable:
    """What there is one correction of: a row; of a row that records what is nowhere, an item of it."""
    return c.edition_id, c.row_no, c.older_row if c.row_no is None else None, c.item_id if c.kind == "phantom" else None


def _is_open(c: Correction, accepted: Mapping[Hashable, Correction]) -> bool:
    """Whether a row is not yet settled: restored as it was, or perhaps to be withdrawn."""
    return not any(
        o.edition_id == c.edition_id and o.row_no == c.row_no is not None
        for o in accepted.values() if o.kind in ("altered", "phantom")
    )  # fmt: skip


def _after(first: Correction, second: Correction) -> Correction:
    """A row that two stages corrected: as the second leaves it."""
    witnesses, settles = (*first.witnesses, *second.witnesses), (*first.settles, *second.settles)
    return replace(first, proposed=second.proposed, witnesses=witnesses, settles=settles)


@dataclass(frozen=True, slots=True)
class _Table:
    """A pair, and the newer edition as corrected so far; ``numbers`` are its rows' numbers as printed."""

    old: Edition
    printed: Edition
    new: Edition
    numbers: Mapping[int, int | None]


def _numbers(edition: Edition) -> dict[int, int | None]:
    return {row.row_no: row.row_no for row in edition.changes}


def _order(c: Correction) -> tuple[Any, ...]:
    return c.report_id, c.new_on or date.min, c.row_no is None, c.row_no or c.older_row or 0


def _batches(pairs: Sequence[tuple[Edition, Edition]]) -> Iterator[list[tuple[Edition, Edition]]]:
    """The pairs in corpora that hold each report once: a row is judged where it is new, not where it still stands."""
    nth: Counter[str] = Counter()
    batches: defaultdict[int, list[tuple[Edition, Edition]]] = defaultdict(list)
    for old, new in pairs:
        batches[nth[new.report_id]].append((old, new))
        nth[new.report_id] += 1
    yield from batches.values()


def _sure(findings: pl.DataFrame, rules: Collection[str], editions: Collection[str]) -> pl.DataFrame:
    """The findings on editions' rows that nothing makes doubtful: no candidate of an open row, no missing page, no
    faint label."""
    import polars as pl

    here = pl.col("rule").is_in(list(rules)), pl.col("edition_id").is_in(list(editions))
    loud = pl.col("severity").cast(pl.String) != "info"
    return findings.filter(*here, loud, pl.col("confidence") == "high")


# --- what one finding calls for -----------------------------------------------------------------------


class _Context:
    """The tables of a batch, and what the frames say of their rows."""

    def __init__(self, corpus: Corpus, tables: Mapping[str, _Table]) -> None:
        self._tables = tables
        self._carried = carried_rows(corpus)
        self._old_items = {
            (new, item): old for new, item, old in corpus.differences.select(
                "new_edition", "item_id", "old_item").iter_rows()
        }  # fmt: skip

    def proposal(self, finding: Mapping[str, Any], *, other_way: bool) -> Correction | None:
        """What a finding calls for; ``None`` where that cannot be told. ``other_way``: it is the other of two rows."""
        params = json.loads(finding["params"] or "{}")
        rule = finding["rule"]
        if rule == "PIA208":
            return self._restored(finding, params)
        if rule == "PIA202":
            return self._phantom(finding)
        if rule in ("PIA203", "PIA204"):
            return self._quoted(finding, "before" if rule == "PIA203" else "after")
        if other_way:
            return self._said_before(finding, params)
        return self._chained(finding, params)

    def _of(self, finding: Mapping[str, Any], kind: Kind, row: ChangeRow | None, **given: Any) -> Correction | None:
        """A correction of a row; ``None`` where that is one that only a correction has put there."""
        table = self._tables[finding["edition_id"]]
        old, new, item_id = table.old, table.new, finding["item_id"]
        row_no = table.numbers[row.row_no] if row else None
        if row is not None and row_no is None:
            return None
        label = next((i.label for i in (*new.items, *old.items) if i.item_id == item_id), None)
        older_row = self._carried.get((new.edition_id, row.row_no)) if row else None
        return Correction(
            new.report_id, new.edition_id, old.published_on, new.published_on, kind, row_no, item_id, label,
            printed=_row(table.printed, row_no), settles=((finding["rule"], item_id),),
            **{"older_row": older_row, **given},
        )  # fmt: skip

    def _restored(self, finding: Mapping[str, Any], params: Mapping[str, Any]) -> Correction | None:
        """An older row as the older edition printed it."""
        table = self._tables[finding["edition_id"]]
        was, now = _row(table.old, params["other_row"]), _row(table.new, finding["row_no"])
        if was is None:
            return None
        said = [_witness("row", now)] if now else []
        return self._of(
            finding, "altered" if now else "vanished", now, proposed=was, older_row=was.row_no,
            witnesses=(*said, _witness("older-row", was)),
        )  # fmt: skip

    def _phantom(self, finding: Mapping[str, Any]) -> Correction | None:
        """A row whose change the body does not show: whether the row or the body is to be put right is not known."""
        new = self._tables[finding["edition_id"]].new
        row = _row(new, finding["row_no"])
        if row is None:
            return None
        body = Witness("newer-body", finding["actual"], on=new.published_on)
        return self._of(finding, "phantom", row, proposed=None, witnesses=(self._named(new, row, "after"), body))

    def _quoted(self, finding: Mapping[str, Any], side: Column) -> Correction | None:
        """A row with the edition's own words for what it misquotes."""
        table, item_id = self._tables[finding["edition_id"]], finding["item_id"]
        old, new, row = table.old, table.new, _row(table.new, finding["row_no"])
        if row is None or (quote := _quote(row, item_id)) is None or None in quote:
            return None
        texts = self._text(old, new, item_id), _text(new, item_id)
        kind = _kind(new, item_id)
        text = _passage(kind, side, quote, texts, finding["actual"])
        mended = _with(row, item_id, side, text) if text is not None else None
        if mended is None:
            return None
        body = Witness("older-body", text, on=old.published_on) if side == "before" else None
        body = body or Witness("newer-body", text, on=new.published_on)
        what: Kind = "before-misquoted" if side == "before" else "after-misquoted"
        return self._of(finding, what, row, proposed=mended, witnesses=(self._named(new, row, side), body))

    def _text(self, old: Edition, new: Edition, item_id: str) -> str:
        """The older text of an item, whatever number its group has there."""
        return _text(old, self._old_items.get((new.edition_id, item_id)) or item_id)

    def _chained(self, finding: Mapping[str, Any], params: Mapping[str, Any]) -> Correction | None:
        """A row with 変更前 as the row before left it, or with 変更後 as the body says it."""
        new, item_id = self._tables[finding["edition_id"]].new, finding["item_id"]
        row, other = _row(new, finding["row_no"]), _row(new, params.get("other_row"))
        if row is None or (quote := _quote(row, item_id)) is None:
            return None
        single = bool(params.get("copied")) or _is_one(_text(new, item_id))
        if other is None or other.row_no == row.row_no:
            text = _joined(_kind(new, item_id), quote[1], finding["actual"], single=single)
            return self._linked(finding, row, "after", text, Witness("newer-body", text, on=new.published_on))
        text = _joined(_kind(new, item_id), quote[0], finding["expected"], single=single)
        return self._linked(finding, row, "before", text, self._named(new, other, "after"))

    def _said_before(self, finding: Mapping[str, Any], params: Mapping[str, Any]) -> Correction | None:
        """The row before, with 変更後 as the row that follows on it quotes it: that one fits the editions."""
        new, item_id = self._tables[finding["edition_id"]].new, finding["item_id"]
        row, other = _row(new, finding["row_no"]), _row(new, params.get("other_row"))
        if row is None or other is None or row.row_no == other.row_no:
            return None
        quote, left = _quote(row, item_id), _quote(other, item_id)
        if quote is None or left is None:
            return None
        text = _joined(_kind(new, item_id), left[1], quote[0], single=False)
        return self._linked(finding, other, "after", text, self._named(new, row, "before"))

    def _linked(
        self, finding: Mapping[str, Any], row: ChangeRow, side: Column, text: str | None, source: Witness
    ) -> Correction | None:
        """A row with another text in a cell, drawn from ``source``."""
        mended = _with(row, finding["item_id"], side, text) if text is not None else None
        if mended is None:
            return None
        named = self._named(self._tables[finding["edition_id"]].new, row, side)
        return self._of(finding, "broken", row, proposed=mended, witnesses=(named, source))

    def _named(self, new: Edition, row: ChangeRow, column: Column) -> Witness:
        """A cell of the newer table, under the number that is printed; of a row that only a correction has put there
        under its number in the older table."""
        row_no = self._tables[new.edition_id].numbers[row.row_no]
        if row_no is None:
            return _witness("older-row", row, column, self._carried.get((new.edition_id, row.row_no)))
        return _witness("row", row, column, row_no)


def carried_rows(corpus: Corpus) -> dict[tuple[str, int], int]:
    """By newer edition and row: the row of the older edition that it carries."""
    import polars as pl

    kept = corpus.carried.filter(pl.col("new_row").is_not_null()).select("new_edition", "new_row", "old_row")
    return {(edition, row): older for edition, row, older in kept.iter_rows()}


def _row(edition: Edition, row_no: int | None) -> ChangeRow | None:
    return next((r for r in edition.changes if r.row_no == row_no), None) if row_no is not None else None


def _text(edition: Edition, item_id: str) -> str:
    return next((i.text or "" for i in edition.items if i.item_id == item_id), "")


def _kind(edition: Edition, item_id: str) -> str:
    return next((i.kind for i in edition.items if i.item_id == item_id), "text")


def _witness(role: Role, row: ChangeRow, column: Column | None = None, row_no: int | None = None) -> Witness:
    cells = [row.changed_on_text, row.label, row.before, row.after, row.timing_text, row.note]
    text = getattr(row, column) if column else " / ".join(cell or "" for cell in cells)
    return Witness(role, text, row_no or row.row_no, column, row.changed_on)


# --- which words ----------------------------------------------------------------------------------------


def _quote(row: ChangeRow, item_id: str) -> tuple[str | None, str | None] | None:
    """Both texts of what a row says of an item, if it is said in plain words."""
    quote = next((q for q in row.quotes if q.item_id == item_id), None)
    if quote is None or relative_wording.words(row.before or "", row.after or ""):
        return None
    worded = any(relative_wording.is_worded(row.before or "", row.after or ""))
    return None if worded else (quote.before, quote.after)


def _passage(
    kind: str, side: Column, quote: tuple[str | None, str | None], texts: tuple[str, str], found: str | None
) -> str | None:
    """What an edition says where a row misquotes it: the passage that is worded nearly so, else the one that stands
    where the row's other cell stands in the other edition."""
    before, after = quote
    said, other = (before, after) if side == "before" else (after, before)
    old, new = texts
    if kind in VALUES or (found and similarity(said or "", found) >= _ALIKE):
        return found
    here, there = (old, new) if side == "before" else (new, old)
    hit = locate(other or "", there) if other and there else None
    if hit is None or hit.count > 1:
        return None
    changes = [(h.new_start, h.new_end, h.old_start, h.old_end) for h in hunks(old, new)]
    if side == "after":
        changes = [(c, d, a, b) for a, b, c, d in changes]
    start, end = _across(changes, hit.start, end=False), _across(changes, hit.end, end=True)
    return here[start:end].strip() if start < end else None


def _across(changes: Iterable[tuple[int, int, int, int]], at: int, *, end: bool) -> int:
    """The place of one text for a place of the other; one within a change is moved to its beginning, or its end."""
    shift = 0
    for a, b, c, d in changes:
        if b < at or (b == at and (a < b or end)):
            shift = d - b
        elif a < at:
            return d if end else c
        else:
            break
    return at + shift


def _joined(kind: str, said: str | None, source: str | None, *, single: bool) -> str | None:
    """The words of ``source`` for what ``said`` says: all of them where both speak of as much of the item.

    ``single``: the item is one passage, so that there is nothing else a row could speak of.
    """
    if said is None or source is None:
        return None
    if kind in VALUES or single or similarity(said, source) >= _ALIKE:
        return source
    hit = locate_near(said, source, _SLIP)
    if hit is not None:
        return source[hit.start : hit.end]
    hit = locate_near(source, said, _SLIP)
    return said[: hit.start] + source + said[hit.end :] if hit is not None else None


def _is_one(text: str) -> bool:
    return len(passages(text)) <= 1


def _with(row: ChangeRow, item_id: str, side: Column, text: str) -> ChangeRow | None:
    """The row with another text for what a cell says of an item; ``None`` where its place in the cell is not clear, or
    the row would then record no change."""
    quote = next(q for q in row.quotes if q.item_id == item_id)
    said, cell = getattr(quote, side), getattr(row, side)
    text = text or NOTHING
    if said is None or cell is None or (said != cell and (not said or cell.count(said) != 1)):
        return None
    quotes = tuple(_saying(q, side, text) if getattr(q, side) == said else q for q in row.quotes)
    mended = _saying(replace(row, quotes=quotes), side, text if said == cell else cell.replace(said, text))
    return None if equal("text", mended.before, mended.after) else mended


_Saying = TypeVar("_Saying", ChangeRow, Quote)


def _saying(what: _Saying, side: Column, text: str | None) -> _Saying:
    """A row or a quote with another text on one side."""
    return replace(what, before=text) if side == "before" else replace(what, after=text)


# --- carried out and judged again -----------------------------------------------------------------------


def _one_a_row(proposals: Iterable[Correction]) -> list[Correction]:
    """One correction for each row: what is off in several cells is put right together."""
    out: dict[Hashable, Correction] = {}
    for c in proposals:
        first = out.get(_place(c))
        if first is None:
            out[_place(c)] = c
        elif (row := _both(first, c)) is not None:
            out[_place(c)] = _after(first, replace(c, proposed=row))
    return list(out.values())


def _both(left: Correction, right: Correction) -> ChangeRow | None:
    """A row with what two corrections of it change; ``None`` where they change one cell, or one is of no known text."""
    one, two, side = left.proposed, right.proposed, right.witnesses[0].column
    if one is None or two is None or side is None or side in {w.column for w in left.witnesses[::2]}:
        return None
    texts = [getattr(q, side) for q in two.quotes]
    quotes = tuple(_saying(q, side, text) for q, text in zip(one.quotes, texts, strict=True))
    return _saying(replace(one, quotes=quotes), side, getattr(two, side))


_Counts = Counter[tuple[str, str, str | None]]


def _counted(findings: pl.DataFrame) -> _Counts:
    """How many findings there are by edition, rule and item."""
    return Counter(findings.select("edition_id", "rule", "item_id").iter_rows())


def _standing(
    proposals: Sequence[Correction], tables: Mapping[str, _Table], judged: _Judged, judge: Judge
) -> tuple[list[Correction], Mapping[str, _Table], Corpus, pl.DataFrame]:
    """The corrections that, all of them carried out, make their findings go and bring no other one; with them the
    tables, the corpus and the findings as they are then."""
    before, left, older = _counted(judged[1]), list(proposals), carried_rows(judged[0])
    while any(c.proposed for c in left):
        mended = {
            key: _corrected(table, [c for c in left if c.edition_id == key], older) for key, table in tables.items()
        }
        corpus, findings = _judged([(t.old, t.new) for t in mended.values()], judge)
        kept = [c for c in left if c.proposed is None or _settles(c, left, before, _counted(findings))]
        if len(kept) == len(left):
            return left, mended, corpus, findings
        left = kept
    return left, tables, *judged


def _settles(c: Correction, every: Sequence[Correction], before: _Counts, after: _Counts) -> bool:
    """Whether a correction's findings went, and of its row's items none came."""
    wanted = Counter((o.edition_id, *key) for o in every if o.proposed for key in o.settles)
    items = {c.item_id, *(q.item_id for q in c.row.quotes)}
    of_items = {k for k in {*before, *after, *wanted} if k[0] == c.edition_id and k[2] in items}
    return all(after[k] <= before[k] - wanted[k] for k in of_items if not _is_due(c, k[1]))


def _is_due(c: Correction, rule: str) -> bool:
    """A row of the older edition that is put right is told as an altered one, and has to be."""
    return rule == "PIA208" and c.kind == "broken" and c.older_row is not None


def _corrected(table: _Table, own: Sequence[Correction], carried: Mapping[tuple[str, int], int]) -> _Table:
    """The table with corrections carried out; a row that has vanished goes in where the older edition has it."""
    instead = {c.row_no: c for c in own if c.row_no is not None and c.proposed is not None}
    lost = sorted((c for c in own if c.row_no is None), key=lambda c: c.older_row or 0)
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
