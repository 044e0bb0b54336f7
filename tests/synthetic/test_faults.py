"""Faults: each is there once, where it is said to be, and it is the only thing wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from random import Random

import polars as pl
import pytest
from effort import effort
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_audit.audits.run import audit
from pia_audit.japanese.dates import find_dates
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.placeholders import is_empty
from pia_audit.law import Amendment
from pia_audit.model import ChangeRow
from pia_audit.model.frames import Corpus
from pia_audit.rules.registry import rules
from pia_audit.synthetic import COMPANIONS, FAULTS, TIMING, Fault, Synthetic, generate, timings

FORMS = ("form2-2024", "form2-2019", "form2-2014")
seeds = st.integers(0, 2**32)
fewer = settings(max_examples=effort(12, 5))
"""Properties that are asked of each kind of fault."""
beside = settings(max_examples=max(2, settings().max_examples // 25))
"""The same, of three reports an example: an audit of three beside each other costs little more than one of one."""
SEVERAL = 3

SILENT = ("undocumented_change", "undocumented_option")
HISTORY = FAULTS[:12]
TIMINGS = tuple(k for k in FAULTS if k in TIMING)


def _row(report: Synthetic, fault: Fault) -> ChangeRow:
    assert fault.row_no is not None
    table = report.editions[-2 if fault.kind == "dropped_history_row" else -1].changes
    return table[fault.row_no - 1]


def _texts(report: Synthetic, fault: Fault) -> tuple[str, str]:
    old, new = (e.item(fault.item_id or "").text or "" for e in report.editions[-2:])
    return fold(old), fold(new)


def _findings_of_each(reports: list[Synthetic]) -> list[list[tuple[str, str]]]:
    """Rule and item of what is told of each of these reports, audited beside each other."""
    done = audit(Corpus.of([e for report in reports for e in report.editions[-2:]]))
    kept = done.findings.filter(pl.col("rule").str.contains("PIA(102|2|3|4)") & (pl.col("rule") != "PIA407"))
    return [_of_report(report, kept.filter(pl.col("report_id") == _number(report))) for report in reports]


def _of_report(report: Synthetic, findings: pl.DataFrame) -> list[tuple[str, str]]:
    return [
        (code, item or _item_of(report, row)) for code, item, row in findings.select("rule", "item_id", "row_no").rows()
    ]


def _number(report: Synthetic) -> str:
    return report.editions[0].report_id


def _apart(reports: Iterable[Synthetic]) -> list[Synthetic]:
    """The reports, of those under one number one."""
    return list({_number(report): report for report in reports}.values())


def _item_of(report: Synthetic, row: int) -> str:
    (item_id,) = report.editions[-1].changes[row - 1].item_ids
    return item_id


@pytest.mark.parametrize("kinds", [HISTORY, TIMINGS], ids=["history", "timing"])
@pytest.mark.parametrize("form", FORMS)
@fewer
@given(seed=seeds, quotes=st.sampled_from(["whole", "part", "mixed"]), editions=st.integers(2, 4), decoys=st.booleans())
def test_all_faults_find_a_place(
    kinds: tuple[str, ...], form: str, seed: int, quotes: str, editions: int, decoys: bool
) -> None:
    """All kinds of a family fit into one report, each once, on different items, with rows where rows are meant."""
    report = generate(seed, form=form, faults=kinds, quotes=quotes, editions=editions, decoys=decoys)
    assert tuple(f.kind for f in report.faults) == kinds
    assert len({f.item_id for f in report.faults}) == len(kinds)
    for fault in report.faults:
        assert fault.edition == editions - 1 or fault.kind == "amendment_after"
        assert (fault.row_no is None) is (fault.kind in SILENT)
        if fault.row_no is not None:
            assert fault.item_id in _row(report, fault).item_ids


WRITTEN = st.tuples(seeds, st.sampled_from(FORMS), st.sampled_from(["whole", "part", "mixed"]), st.booleans())


@pytest.mark.parametrize("kind", FAULTS)
@beside
@given(written=st.lists(WRITTEN, min_size=SEVERAL, max_size=SEVERAL))
def test_fault_is_found_and_nothing_else(kind: str, written: list[tuple[int, str, str, bool]]) -> None:
    """One of the fault's own rules fires on its item when the editions are reconciled, none on another."""
    reports = _apart(
        generate(seed, form=form, faults=(kind,), quotes=quotes, decoys=decoys)
        for seed, form, quotes, decoys in written
    )
    for report, findings in zip(reports, _findings_of_each(reports), strict=True):
        _is_found_alone(kind, report, findings)


def _is_found_alone(kind: str, report: Synthetic, findings: list[tuple[str, str]]) -> None:
    (fault,) = report.faults
    assert fault.kind == kind
    codes = set(fault.rules) - set(COMPANIONS.get(kind, ()))
    assert codes <= {r.code for r in rules()}
    assert {code for code, item in findings if item == fault.item_id} & codes
    assert {item for _, item in findings} == {fault.item_id}
    if kind in TIMING:
        assert {code for code, _ in findings} <= set(fault.rules)


@pytest.mark.parametrize("kind", FAULTS)
def test_older_editions_are_clean(kind: str) -> None:
    """The editions before the last are as they would be without the fault: append-only and consistent."""
    reports = [generate(seed, faults=(kind,)) for seed in range(2)]
    for report in reports:
        for old, new in pairwise(report.editions[:-1]):
            assert new.changes[: len(old.changes)] == old.changes
    assert len(_apart(reports)) == len(reports)
    findings = audit(Corpus.of([report.editions[-2] for report in reports])).findings
    codes = "PIA[123]" if kind == "amendment_after" else "PIA([123]|40[1-69]|410)"
    assert findings.filter(pl.col("rule").str.contains(codes)).rows() == []


@given(seeds)
def test_what_each_fault_is(seed: int) -> None:
    """The data themselves show each fault, whatever the rules say of it."""
    report = generate(seed, faults=HISTORY)
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
    assert report.rows[-1][by_kind["wrong_label_number"].row_no - 1].wrong  # type: ignore[operator]
    assert rows["wrong_timing"].timing == "事前"
    outside = rows["date_outside_interval"].changed_on
    assert outside is not None
    assert old.published_on is not None
    assert outside < old.published_on
    assert rows["wrong_timing"].changed_on == new.published_on


@given(seeds, st.sampled_from(FORMS))
def test_what_each_fault_of_timing_is(seed: int, form: str) -> None:
    """The rows themselves show each wrong timing; apart from it they are recorded in order."""
    report = generate(seed, form=form, faults=TIMINGS)
    new = report.editions[-1]
    rows = {f.kind: _row(report, f) for f in report.faults}
    timing = {k: r.timing for k, r in rows.items()}
    early = {"wrong_timing", "past_marked_before", "amendment_before"}
    assert {k for k, t in timing.items() if t == "事前"} - {"note_contradicts"} == early
    notes = timings.timings()["notes"]
    assert rows["note_contradicts"].note in notes["after" if timing["note_contradicts"] == "事前" else "before"]
    assert all(not r.note for k, r in rows.items() if k != "note_contradicts")
    assert rows["after_not_published"].changed_on > new.published_on  # type: ignore[operator]
    for kind in set(rows) - {"after_not_published", "count_date_after_change", "amendment_after"}:
        assert rows[kind].changed_on == new.published_on
    laws = {k: _followed(rows[k]) for k in ("amendment_before", "amendment_after")}
    assert laws["amendment_before"].in_force < rows["amendment_before"].changed_on  # type: ignore[operator]
    assert laws["amendment_after"].in_force > rows["amendment_after"].changed_on  # type: ignore[operator]


def _followed(row: ChangeRow) -> Amendment:
    """The one amendment of which a row takes away an old citation."""
    (law_change,) = [
        a for a in timings.citable() if len(a.cites_old(row.after or "")) < len(a.cites_old(row.before or ""))
    ]
    return law_change


@given(st.dates(date(2015, 1, 1), date(2035, 12, 31)), st.integers(0, 2**32))
def test_remarks_are_on_the_side_they_are_meant_for(day: date, seed: int) -> None:
    """However it is written, a remark's day lies where it is meant, as the dates in it are read."""
    rng = Random(seed)
    meant = {
        timings.starts_after: lambda d: d.span.start > day,
        timings.in_effect_before: lambda d: d.span.end < day,
        timings.counted_after: lambda d: d.span.start > day and d.relation == "as-of",
        timings.suits_before: lambda d: d.span.end >= day,
        timings.suits_after: lambda d: d.span.start <= day,
        timings.tells_nothing: lambda d: d.relation in ("", "until"),
    }
    for draw, right in meant.items():
        remark = draw(day, rng)
        dates = find_dates(remark)
        assert all(map(right, dates)), remark
        assert dates or remark in [*timings.timings()["undated"], *timings.timings()["law_numbers"]]


@given(st.dates(date(2014, 1, 1), date(2035, 12, 31)), st.integers(0, 9))
def test_a_day_is_written_as_it_is_read(day: date, way: int) -> None:
    """Ten notations, each read back as the stretch of days that it is said to be."""
    spelling = timings.in_notation(day, way)
    span = find_dates(f"{spelling.text}から")[0].span
    assert (span.start, span.end) == (spelling.start, spelling.end)


def test_order_of_asking() -> None:
    """Faults come back in the order asked for; a kind asked for twice is put in once."""
    report = generate(5, faults=("wrong_timing", "phantom_row", "wrong_timing"))
    assert [f.kind for f in report.faults] == ["wrong_timing", "phantom_row"]


@pytest.mark.parametrize("form", ["form2-2019", "form2-2024"])
@pytest.mark.parametrize("seed", [3, 4])
def test_an_item_that_the_table_has_not_is_found_where_it_was_put(form: str, seed: int) -> None:
    """The number put into a list is told of its row and item, and of no other; without it nothing is told."""
    for kinds in ((), ("item_not_in_table",)):
        made = generate(seed, form=form, faults=kinds)
        codes = ["PIA602", "PIA611", "PIA612", "PIA613", "PIA614"]
        findings = audit(Corpus.of(made.editions), select=codes).findings
        expected = {(f.item_id, f.row_no) for f in made.faults}
        assert set(findings.select("item_id", "row_no").iter_rows()) == expected
        assert set(findings.get_column("rule")) <= {"PIA611", "PIA613"}
