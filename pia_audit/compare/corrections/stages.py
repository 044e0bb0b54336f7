"""Proposes, for rows of the newer edition's table that are off, the row as it should read.

A correction is drawn from a text that is printed: what an edition's body says, what the row before left, the row as
the older edition had it. It is carried out on the table and judged again, and only given where its finding goes and no
other comes. Of a change that the body does not show no text is known, and none is proposed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from pia_audit.compare.corrections.model import Correction, Judge, Judged, Table, numbers_of, place
from pia_audit.compare.corrections.proposals import Proposals
from pia_audit.compare.corrections.trial import following, judged_pairs, one_a_row, standing
from pia_audit.compare.pair_corpus import paired
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus

CHAINS = ("PIA301", "PIA302", "PIA303")
_STAGES = (("PIA208",), ("PIA202", "PIA203", "PIA204"), CHAINS, ("PIA303",))
"""What is corrected together, each on the table as the stage before leaves it: the history restored, the new rows held
against both editions, the chains, and of two rows of a chain that are worded nearly alike the other one."""
_OTHER_WAY = len(_STAGES) - 1


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
    sure_editions = set(_sure(findings, off, {new.edition_id for _, new in pairs}).get_column("edition_id"))
    out: list[Correction] = []
    for batch in _batches(pairs):
        sure_pairs = (
            batch if len(batch) == len(pairs) else [pair for pair in batch if pair[1].edition_id in sure_editions]
        )
        if sure_editions.isdisjoint(new.edition_id for _, new in sure_pairs):
            continue
        judged = (corpus, findings) if len(sure_pairs) == len(pairs) else judged_pairs(sure_pairs, judge)
        out += _of_batch(sure_pairs, judge, newest, judged)
    return tuple(sorted(out, key=_order))


def _of_batch(
    pairs: Sequence[tuple[Edition, Edition]], judge: Judge, newest: set[str], judged: Judged
) -> Iterator[Correction]:
    tables: Mapping[str, Table] = {new.edition_id: Table(old, new, new, numbers_of(new)) for old, new in pairs}
    corpus, findings = judged
    accepted: dict[Hashable, Correction] = {}
    for stage, rules in enumerate(_STAGES):
        editions = newest.intersection(tables) if set(rules) <= set(CHAINS) else set(tables)
        sure_findings = _sure(findings, rules, editions)
        if not sure_findings.height:
            continue
        context = Proposals(corpus, tables)
        all_proposals = (
            context.proposal(f, other_way=stage == _OTHER_WAY) for f in sure_findings.iter_rows(named=True)
        )
        proposals = one_a_row(c for c in all_proposals if c is not None and _is_open(c, accepted))
        settled, tables, corpus, findings = standing(proposals, tables, (corpus, findings), judge)
        for c in settled:
            accepted[place(c)] = following(accepted[place(c)], c) if place(c) in accepted else c
    yield from accepted.values()


def _is_open(c: Correction, accepted: Mapping[Hashable, Correction]) -> bool:
    """Whether a row is not yet settled: restored as it was, or perhaps to be withdrawn."""
    return not any(
        o.edition_id == c.edition_id and o.row_no == c.row_no is not None
        for o in accepted.values() if o.kind in ("altered", "phantom")
    )  # fmt: skip


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
    conditions = pl.col("rule").is_in(list(rules)), pl.col("edition_id").is_in(list(editions))
    loud = pl.col("severity").cast(pl.String) != "info"
    return findings.filter(*conditions, loud, pl.col("confidence") == "high")
