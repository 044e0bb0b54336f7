"""Reconciliation and drafting on generated histories: the invariants, and the odd cases one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from itertools import pairwise, zip_longest
from random import Random
from typing import Any, Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import pia_audit
from pia_audit.audits.run import audit
from pia_audit.compare.draft import DraftRow
from pia_audit.compare.pair_corpus import paired
from pia_audit.japanese.ladder import fold
from pia_audit.model import ChangeRow, Edition
from pia_audit.model.frames import Corpus
from pia_audit.readers.interpreter import understood
from pia_audit.synthetic import FAULTS, generate

SEEDS = st.integers(0, 10**6)
SEVERAL = st.lists(SEEDS, min_size=5, max_size=5, unique=True)
"""An audit of five reports beside each other costs little more than one of one; that they change nothing of each other
is a property of its own below."""
beside = settings(max_examples=max(3, settings().max_examples // 5))
JUDGED = ("PIA2", "PIA3")
TIMED = "wrong_timing"


Pair = tuple[Edition, Edition]


def judged(
    editions: Sequence[Edition] = (), pairs: Sequence[Pair] = (), select: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """The 2xx and 3xx findings of editions, or of pairs; with ``select`` no other rules run than these."""
    corpus = paired(pairs) if pairs else Corpus.of(editions)
    result = audit(corpus, select=select)
    assert not result.unread
    return [f for f in result.findings.iter_rows(named=True) if f["rule"].startswith(JUDGED)]


def without_new_rows(old: Edition, new: Edition) -> Edition:
    """The newer edition with the older one's table: as if nobody had recorded anything."""
    return replace(new, changes=old.changes, sha256=new.sha256[::-1])


def with_rows(edition: Edition, drafted: tuple[DraftRow, ...]) -> Edition:
    """The edition with drafted rows appended to its table, as the body would paste them."""
    rows = list(edition.changes)
    for d in drafted:
        assert d.changed_on is not None
        on = f"{d.changed_on.year}/{d.changed_on.month}/{d.changed_on.day}"
        rows.append(ChangeRow(len(rows) + 1, d.changed_on, on, d.label, d.before, d.after, "事後", "事後", ""))
    return replace(
        edition, changes=tuple(understood(rows, edition.items, edition.form_key)), sha256=edition.sha256[1:] + "0"
    )


@beside
@given(SEVERAL, st.lists(st.sampled_from(["whole", "part", "mixed"]), min_size=5, max_size=5))
def test_clean_histories_reconcile_in_silence(seeds: list[int], quotes: list[str]) -> None:
    """Editions whose rows account for every change give no 2xx or 3xx finding, pair by pair and as a folder."""
    made = [generate(seed, quotes=quote).editions for seed, quote in zip(seeds, quotes, strict=True)]
    histories = list({editions[0].report_id: editions for editions in made}.values())
    assert judged([e for editions in histories for e in editions]) == []
    for beside_each_other in zip_longest(*map(pairwise, histories)):  # of which every rule ran above
        assert judged(pairs=[pair for pair in beside_each_other if pair], select=JUDGED) == []


@beside
@given(SEVERAL, st.sampled_from(["whole", "part"]))
@example(seeds=[735, 3293], quote="part")
def test_drafted_rows_reconcile_and_lead_back(seeds: list[int], quote: Literal["whole", "part"]) -> None:
    """The rows drafted for a difference, appended, leave nothing to find, and replay gives the old texts back.

    In the first of the examples two passages change places; in the other one row writes the very line that another
    takes away elsewhere.
    """
    pairs = {old.report_id: (old, _drafted(old, new, quote)) for old, new in (generate(s).editions[-2:] for s in seeds)}
    assert judged(pairs=list(pairs.values())) == []
    for old, full in pairs.values():
        _leads_back(old, full)


def _drafted(old: Edition, new: Edition, quote: Literal["whole", "part"]) -> Edition:
    """The newer edition with the rows drafted for all that it changes and no others."""
    bare = without_new_rows(old, new)
    return with_rows(bare, pia_audit.draft(old, bare, quote))


def _leads_back(old: Edition, full: Edition) -> None:
    before = pia_audit.show(full, old.published_on)
    texts = {r["item_id"]: r["text"] for r in before.iter_rows(named=True)}
    for item in old.items:
        if item.item_id not in ("cover.published_on",):
            assert fold(texts[item.item_id] or "") == fold(item.text or ""), item.item_id


@given(SEEDS)
def test_nothing_is_drafted_for_what_is_recorded(seed: int) -> None:
    """Where the rows account for every change there is nothing left to draft."""
    old, new = generate(seed).editions[-2:]
    assert pia_audit.draft(old, new) == ()


@given(SEEDS, st.sampled_from([f for f in FAULTS if f != TIMED]))
def test_one_fault_is_one_finding(seed: int, kind: str) -> None:
    """One injected fault gives the finding of its kind at its place, and no other 2xx or 3xx finding."""
    made = generate(seed, faults=(kind,))
    fault = made.faults[0]
    old, new = made.editions[-2:]
    result = audit(paired([(old, new)]), select=[*JUDGED, *fault.rules])
    findings = [
        f for f in result.findings.iter_rows(named=True) if f["rule"].startswith(JUDGED) or f["rule"] in fault.rules
    ]
    right = [
        f
        for f in findings
        if f["rule"] in fault.rules and (f["item_id"] == fault.item_id or f["row_no"] == fault.row_no is not None)
    ]
    assert right, fault
    assert [f["rule"] for f in findings if f not in right] == []


FAULTY = st.integers(0, 2 * settings().max_examples)
"""Seeds of reports with faults: as many as there are examples, twice over, each audited alone at most once."""


@cache
def _faulty(seed: int) -> tuple[Edition, ...]:
    return generate(seed, editions=2, faults=FAULTS[seed % 10 : seed % 10 + 2]).editions


@cache
def _signs_alone(seed: int) -> list[str]:
    return audit(Corpus.of(_faulty(seed))).findings.get_column("fingerprint").to_list()


@given(st.lists(FAULTY, min_size=1, max_size=4, unique=True))
def test_a_corpus_is_the_union_of_its_reports(seeds: list[int]) -> None:
    """Auditing several reports together gives what auditing each alone gives."""
    apart = list({_faulty(s)[0].report_id: s for s in seeds}.values())
    together = audit(Corpus.of([e for s in apart for e in _faulty(s)])).findings
    assert sorted(together.get_column("fingerprint")) == sorted(f for s in apart for f in _signs_alone(s))


@beside
@given(SEVERAL, st.randoms(use_true_random=False))
def test_order_of_rows_of_one_day_does_not_matter(seeds: list[int], random: Random) -> None:
    """Rows of one day printed in another order change no finding."""
    straight, shuffled = {}, {}
    for seed in seeds:
        old, new = generate(seed, faults=FAULTS[seed % 11 : seed % 11 + 1]).editions[-2:]
        kept, fresh = new.changes[: len(old.changes)], new.changes[len(old.changes) :]
        by_day = sorted(fresh, key=lambda r: r.changed_on or date.min)
        at_random = sorted(fresh, key=lambda r: (r.changed_on or date.min, random.random()))
        straight[old.report_id] = (old, _numbered(new, (*kept, *by_day)))
        shuffled[old.report_id] = (old, _numbered(new, (*kept, *at_random)))

    def signs(pairs: Iterable[Pair], select: Sequence[str] = ()) -> list[tuple[str, str]]:
        return sorted((f["rule"], f["fingerprint"]) for f in judged(pairs=list(pairs), select=select))

    assert signs(shuffled.values()) == signs(straight.values(), JUDGED)


def _numbered(edition: Edition, rows: Iterable[ChangeRow]) -> Edition:
    return replace(edition, changes=tuple(replace(r, row_no=n) for n, r in enumerate(rows, 1)))


def test_rebuilt_editions_tell_nothing_new() -> None:
    """On the sample each rebuilt edition reconciles with the next; what is told, the one-report audit tells too."""
    edition = pia_audit.read("data/meguro-14/2026-03-18.txt")
    alone = {f["item_id"] for f in pia_audit.audit([edition]).findings.iter_rows(named=True)}
    past = pia_audit.replay(edition)
    assert len(past) == 8
    findings = [f for o, n in pairwise(past) for f in pia_audit.reconcile(o, n).findings.iter_rows(named=True)]
    two = [f for f in findings if f["rule"] in ("PIA201", "PIA202", "PIA203", "PIA204", "PIA205", "PIA208", "PIA209")]
    assert {f["item_id"] for f in two} <= alone
    assert {(f["rule"], f["item_id"]) for f in two} == {
        ("PIA201", "threshold.subjects"),
        ("PIA201", "risk.training"),
        ("PIA204", "risk.priority.grounds"),
        ("PIA204", "number_use.legal_basis"),
    }


def _edition(**texts: str) -> Edition:
    from pia_audit.rules.examples import edition

    items = {k.replace("__", "."): v for k, v in texts.items()}
    return edition({"published_on": items.pop("on", "2025-04-01"), "items": items, "rows": []})


def test_a_key_twice_is_told_apart() -> None:
    """An item that stands twice in the frames is compared occurrence by occurrence and multiplies nothing."""
    import polars as pl

    from pia_audit.compare.edition_pairs import changed

    old = pl.DataFrame({"k": ["a", "a", "b"], "norm": ["1", "2", "3"], "status": ["read"] * 3})
    new = pl.DataFrame({"k": ["a", "a", "b"], "norm": ["1", "9", "3"], "status": ["read"] * 3})
    assert changed(old, new, ["k"]).rows() == [("a", 1, "changed")]
    assert changed(old, new[:1], ["k"]).sort("k").rows() == [("a", 1, "removed"), ("b", 0, "removed")]
    assert changed(old[:0], old, ["k"]).get_column("op").to_list() == ["added"] * 3
    assert changed(old, old, ["k"]).height == 0


def test_what_a_file_lost_is_no_difference() -> None:
    """An item that one of the editions could not give is not reported as changed."""
    old, new = _edition(on="2024-10-01"), _edition(department__name="別の課")
    lost = replace(
        new,
        items=tuple(
            replace(i, text=None, status="unreadable") if i.item_id == "department.name" else i for i in new.items
        ),
    )
    assert [f["rule"] for f in judged(pairs=[(old, new)])] == ["PIA201"]
    assert judged(pairs=[(old, lost)]) == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("1、対象者の把握 2、通知", "① 対象者の把握 ② 通知", "PIA210"),
        ("令和元年9月1日から行う", "2019年９月１日から行う", "PIA210"),
        ("対象者の把握、通知", "対象者の把握，通知", None),
        ("対象者 の把握", "対象者の\n把握", None),
        ("（対象者）ｶﾅ", "(対象者)カナ", None),
        ("別表の23の項", "別表の24の項", "PIA201"),
    ],
)
def test_rungs_decide_what_a_difference_is(old: str, new: str, rule: str | None) -> None:
    """Spaces, width and punctuation are no difference, numbering a matter of form, a number a change."""
    pair = (_edition(on="2024-10-01", handling__outline=old), _edition(handling__outline=new))
    assert [f["rule"] for f in judged(pairs=[pair])] == ([rule] if rule else [])


def test_a_digit_in_a_long_text_is_one_small_hunk() -> None:
    """A digit changed in two thousand characters is one hunk of that number."""
    from pia_audit.compare.hunks import hunks

    text = "・番号法第19条第8号に基づく主務省令第2条の表の項による。\n" * 60
    other = text[:1500] + text[1500:].replace("第2条", "第3条", 1)
    hunk_list = hunks(text, other)
    assert len(hunk_list) == 1
    assert (
        text[hunk_list[0].old_start : hunk_list[0].old_end],
        other[hunk_list[0].new_start : hunk_list[0].new_end],
    ) == ("2", "3")
