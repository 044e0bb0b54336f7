"""Faults: each is there once, where it is said to be, and it is the only thing wrong."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_audit.auditing import audit
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.marks import is_empty
from pia_audit.model import ChangeRow, Corpus
from pia_audit.rules.registry import rules
from pia_audit.synthetic import FAULTS, Fault, Synthetic, generate

FORMS = ("form2-2024", "form2-2019", "form2-2014")
seeds = st.integers(0, 2**32)
fewer = settings(max_examples=max(10, settings().max_examples // 5))
"""Properties that are asked of each kind of fault."""

SILENT = ("undocumented_change", "undocumented_option")


def _row(report: Synthetic, fault: Fault) -> ChangeRow:
    assert fault.row_no is not None
    table = report.editions[-2 if fault.kind == "dropped_history_row" else -1].changes
    return table[fault.row_no - 1]


def _texts(report: Synthetic, fault: Fault) -> tuple[str, str]:
    old, new = (e.item(fault.item_id or "").text or "" for e in report.editions[-2:])
    return fold(old), fold(new)


def _found(report: Synthetic) -> list[tuple[str, str]]:
    done = audit(Corpus.of(report.editions[-2:]))
    kept = done.findings.filter(pl.col("rule").str.contains("PIA(102|2|3|401)"))
    return kept.select("rule", "item_id").rows()


@pytest.mark.parametrize("form", FORMS)
@given(seed=seeds, quotes=st.sampled_from(["whole", "part", "mixed"]), editions=st.integers(2, 4))
def test_all_faults_find_a_place(form: str, seed: int, quotes: str, editions: int) -> None:
    """All kinds fit into one report, each once, on different items and with rows where rows are meant."""
    report = generate(seed, form=form, faults=FAULTS, quotes=quotes, editions=editions)
    assert tuple(f.kind for f in report.faults) == FAULTS
    assert len({f.item_id for f in report.faults}) == len(FAULTS)
    for fault in report.faults:
        assert fault.edition == editions - 1
        assert (fault.row_no is None) is (fault.kind in SILENT)
        if fault.row_no is not None:
            assert fault.item_id in _row(report, fault).item_ids


@pytest.mark.parametrize("kind", FAULTS)
@fewer
@given(seed=seeds, quotes=st.sampled_from(["whole", "part", "mixed"]))
def test_fault_is_found_and_nothing_else(kind: str, seed: int, quotes: str) -> None:
    """One of the fault's rules fires on its item when the editions are reconciled, none on another."""
    report = generate(seed, faults=(kind,), quotes=quotes)
    (fault,) = report.faults
    assert fault.kind == kind
    found = _found(report)
    known = {r.code for r in rules()}
    if known & set(fault.rules):
        assert {code for code, item in found if item == fault.item_id} & set(fault.rules)
    assert {item for _, item in found} <= {fault.item_id}


@pytest.mark.parametrize("kind", FAULTS)
def test_older_editions_are_clean(kind: str) -> None:
    """The editions before the last are as they would be without the fault: append-only and consistent."""
    for seed in range(4):
        report = generate(seed, faults=(kind,))
        for old, new in pairwise(report.editions[:-1]):
            assert new.changes[: len(old.changes)] == old.changes
        found = audit(Corpus.of([report.editions[-2]])).findings
        assert found.filter(pl.col("rule").str.contains("PIA[123]")).rows() == []


@given(seeds)
def test_what_each_fault_is(seed: int) -> None:
    """The data themselves show each fault, whatever the rules say of it."""
    report = generate(seed, faults=FAULTS)
    old, new = report.editions[-2:]
    by_kind = {f.kind: f for f in report.faults}
    rows = {k: _row(report, f) for k, f in by_kind.items() if f.row_no is not None}
    texts = {k: _texts(report, f) for k, f in by_kind.items()}
    stored = {(r.changed_on, r.label, r.before, r.after, r.timing) for r in old.changes}
    for kind in SILENT:
        assert texts[kind][0] != texts[kind][1]
        assert not any(by_kind[kind].item_id in r.item_ids for r in new.changes)
    assert texts["phantom_row"][0] == texts["phantom_row"][1]
    assert fold(rows["misquoted_before"].before or "") not in texts["misquoted_before"][0]
    assert fold(rows["misquoted_before"].after or "") in texts["misquoted_before"][1]
    assert fold(rows["misquoted_after"].after or "") not in texts["misquoted_after"][1]
    assert fold(rows["misquoted_after"].before or "") in texts["misquoted_after"][0]
    partly = rows["partly_documented"]
    left = texts["partly_documented"][0].replace(fold(partly.before or ""), fold(partly.after or ""))
    assert left not in texts["partly_documented"]
    assert not is_empty(rows["broken_chain"].before or "")
    assert fold(rows["broken_chain"].before or "") != texts["broken_chain"][0]
    dropped, altered = rows["dropped_history_row"], rows["altered_history_row"]
    assert not any(by_kind["dropped_history_row"].item_id in r.item_ids for r in new.changes)
    assert dropped in old.changes
    assert (altered.changed_on, altered.label, altered.before, altered.after, altered.timing) not in stored
    assert rows["wrong_label_number"].mismatch == ("number",)
    assert rows["wrong_timing"].timing == "事前"
    outside = rows["date_outside_interval"].changed_on
    assert outside is not None
    assert old.published_on is not None
    assert outside < old.published_on
    assert rows["wrong_timing"].changed_on == new.published_on


def test_order_of_asking() -> None:
    """Faults come back in the order asked for; a kind asked for twice is put in once."""
    report = generate(5, faults=("wrong_timing", "phantom_row", "wrong_timing"))
    assert [f.kind for f in report.faults] == ["wrong_timing", "phantom_row"]
