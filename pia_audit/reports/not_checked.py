"""What an audit did not look at: an auditor must not take silence for a clean result."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

import polars as pl
from msgspec import Struct

from pia_audit.audits.run import Audit
from pia_audit.messages.wording import Wording
from pia_audit.rules.law_tables import unheld_lists
from pia_audit.rules.registry import rules

Kind = Literal["deselected", "failed", "one-edition", "no-order", "no-rows", "unreadable", "uncertain", "lists"]
"""``deselected``: rules the settings or the command line leave out. ``failed``: rules that could not be run.
``one-edition``: rules that need two editions. ``no-order``: the same, of a report with several files whose order cannot
be told. ``no-rows``: a change table without rows. ``unreadable``: fields whose text was lost. ``uncertain``: findings
below the confidence asked for. ``lists``: texts that state for what a list of items is which could not be held against
the law's table."""

_NAMED = 8
"""Up to so many rules are named in a sentence; the data names all."""


class Unchecked(Struct, frozen=True):
    """One thing that was not looked at: which rules, in which reports, how many of what, and in words."""

    kind: Kind
    rules: tuple[str, ...]
    reports: tuple[str, ...]
    count: int
    text: str


_Key = tuple[Kind, tuple[str, ...]]


def unchecked(audit: Audit, wording: Wording) -> tuple[tuple[Unchecked, ...], dict[str, tuple[Unchecked, ...]]]:
    """What was not looked at, over all reports and by report id."""
    counts_by_report = {report: dict(_of_report(audit, report, *facts)) for report, facts in _facts(audit).items()}
    merged: dict[_Key, dict[str, int]] = defaultdict(dict)
    for report, report_counts in counts_by_report.items():
        for key, count in report_counts.items():
            merged[key][report] = count
    reports = len(counts_by_report)
    return (
        tuple(_worded(key, counts, wording, of=reports) for key, counts in merged.items()),
        {
            r: tuple(_worded(k, {r: n}, wording, of=1) for k, n in report_counts.items())
            for r, report_counts in counts_by_report.items()
        },
    )


_Facts = tuple[int, int, int, int, bool, bool]


def _facts(audit: Audit) -> dict[str, _Facts]:
    """By report: unreadable fields, rows and unheld lists of the newest edition, findings left out, whether editions
    meet, and whether there are several that do not."""
    corpus = audit.corpus
    order = corpus.editions.sort("report_id", "published_on", nulls_last=False)
    newest = dict(order.group_by("report_id", maintain_order=True).last().select("report_id", "edition_id").iter_rows())
    lost = corpus.items.filter(pl.col("status") == "unreadable").group_by("edition_id").len()
    unreadable, rows = dict(lost.iter_rows()), dict(corpus.changes.group_by("edition_id").len().iter_rows())
    unsure = Counter(report for report, _ in audit.left_out)
    paired = set(corpus.pairs.get_column("report_id")) if corpus.pairs.height else set()
    counts = dict(corpus.editions.group_by("report_id").len().iter_rows())
    lists = unheld_lists(corpus)
    return {
        r: (unreadable.get(e, 0), rows.get(e, 0), lists.get(e, 0), unsure[r], r in paired, counts[r] > 1)
        for r, e in newest.items()
    }


def _of_report(
    audit: Audit, report: str, unreadable: int, rows: int, lists: int, unsure: int, paired: bool, several: bool
) -> Iterator[tuple[_Key, int]]:
    chosen = [r for r in rules() if audit.choices.checks(report, r.code)]
    deselected = tuple(r.code for r in rules() if r not in chosen)
    two = tuple(r.code for r in chosen if r.entry.needs == "two-editions")
    failed = tuple(r.code for r in chosen if r.code in audit.failed)
    if deselected:
        yield ("deselected", deselected), len(deselected)
    if failed:
        yield ("failed", failed), len(failed)
    if two and not paired:
        yield ("no-order" if several else "one-edition", two), len(two)
    if not rows:
        yield ("no-rows", ()), 1
    if unreadable:
        yield ("unreadable", ()), unreadable
    if lists and any(r.code == "PIA612" for r in chosen):
        yield ("lists", ()), lists
    if unsure:
        yield ("uncertain", ()), unsure


def _worded(key: _Key, counts: dict[str, int], wording: Wording, *, of: int) -> Unchecked:
    kind, codes = key
    count = len(codes) if codes else sum(counts.values())
    many = "_many" if of > 1 else ""
    text = wording.say(
        "model", f"unchecked.{kind}{many}", count=count, reports=len(counts), of=of, rules=_rule_list(codes, wording)
    )
    return Unchecked(kind, codes, tuple(counts), count, text)


def _rule_list(codes: Iterable[str], wording: Wording) -> str:
    code_list = list(codes)
    listed = ("、" if wording.lang == "ja" else ", ").join(code_list[:_NAMED])
    return (
        wording.say("model", "unchecked.more", shown=listed, count=len(code_list) - _NAMED)
        if code_list[_NAMED:]
        else listed
    )
