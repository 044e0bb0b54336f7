"""Clean histories: what the generator promises about reports into which no fault was put."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_audit import forms
from pia_audit.audits.run import audit
from pia_audit.compare.locate import locate
from pia_audit.forms import option_key
from pia_audit.japanese.dates import parse_date
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.placeholders import is_empty
from pia_audit.model import ChangeRow, Edition
from pia_audit.model.frames import Corpus
from pia_audit.synthetic import Synthetic, generate, to_text

FORMS = ("form2-2024", "form2-2019", "form2-2014")
QUOTES = ("whole", "part", "mixed")
seeds = st.integers(0, 2**32)
reports = st.builds(generate, seeds, form=st.sampled_from(FORMS), quotes=st.sampled_from(QUOTES), decoys=st.booleans())
CLEAN = "PIA([1238]|40[1-689]|410)"
"""Families a clean report is silent in: of PIA4xx all but a law followed late, which is a fact and no fault."""


def findings(*editions: Edition) -> pl.DataFrame:
    """The findings on these editions."""
    done = audit(Corpus.of(editions))
    assert not done.unread
    return done.findings


def added(old: Edition, new: Edition) -> tuple[ChangeRow, ...]:
    """The rows the newer edition has more; the older ones must still be there as they were."""
    assert new.changes[: len(old.changes)] == old.changes
    return new.changes[len(old.changes) :]


def carried_out(text: str | None, row: ChangeRow) -> str | None:
    """The text after the row, which must quote it whole or a passage of it that stands there once."""
    quoted, written = row.before or "", row.after or ""
    result = None if is_empty(written) else written
    if text is None:
        assert is_empty(quoted)
        return result
    hit = locate(quoted, text)
    assert hit is not None
    assert hit.count == 1
    return result if hit.how == "whole" else text[: hit.start] + written + text[hit.end :]


def says_same(kind: str, left: str | None, right: str | None) -> bool:
    """Whether two texts of an item are one; ticks are compared sign by sign."""
    if left is None or right is None or kind == "flags":
        return left == right
    if kind == "date":
        return parse_date(left) == parse_date(right) is not None
    key = option_key if kind == "choice" else fold
    return key(left) == key(right)


def test_same_seed_same_report() -> None:
    """The same arguments give equal editions and faults, another seed another report."""
    assert generate(7) == generate(7)
    assert generate(7, faults=("phantom_row",)) == generate(7, faults=("phantom_row",))
    assert generate(7).editions[0].report_id != generate(8).editions[0].report_id


@given(reports)
def test_newest_edition_is_clean(report: Synthetic) -> None:
    """The newest edition alone gives no finding about rows that cannot be read, chains or answers."""
    outcome = findings(report.editions[-1])
    assert outcome.filter(pl.col("rule").str.contains(CLEAN)).rows() == []
    assert report.faults == ()


@given(reports)
def test_consecutive_editions_are_clean(report: Synthetic) -> None:
    """Reconciling all editions, one after the other, finds nothing."""
    outcome = findings(*report.editions)
    assert outcome.filter(pl.col("rule").str.contains(CLEAN)).rows() == []


@given(reports)
def test_rows_lead_from_edition_to_edition(report: Synthetic) -> None:
    """The rows that an edition adds, carried out on the older one, give it; nothing else differs."""
    for old, new in pairwise(report.editions):
        texts = {i.item_id: i.text for i in old.items}
        for row in added(old, new):
            (item_id,) = row.item_ids
            texts[item_id] = row.after if new.item(item_id).kind in ("date", "choice", "flags") else (
                carried_out(texts[item_id], row)
            )  # fmt: skip
            texts[item_id] = None if is_empty(texts[item_id] or "") else texts[item_id]
        for item in new.items:
            if item.item_id != "cover.published_on":
                assert says_same(item.kind, texts[item.item_id], item.text), item.item_id


@given(reports)
def test_every_row_writes_what_differs(report: Synthetic) -> None:
    """An item that new rows speak of differs between the editions: no row goes round in a circle."""
    for old, new in pairwise(report.editions):
        for item_id in {i for row in added(old, new) for i in row.item_ids}:
            assert old.item(item_id).text != new.item(item_id).text


@given(reports)
def test_table_grows_in_order(report: Synthetic) -> None:
    """The table is append-only, dates lie in the interval and the last one is the day of publication."""
    for old, new in pairwise(report.editions):
        days = [row.changed_on for row in added(old, new)]
        assert days == sorted(days)  # type: ignore[type-var]
        assert days[-1] == new.published_on
        assert days[0] > old.published_on  # type: ignore[operator]
    for edition in report.editions:
        assert [row.row_no for row in edition.changes] == list(range(1, len(edition.changes) + 1))


@given(reports)
def test_rows_in_full_are_taken_for_what_they_mean(report: Synthetic) -> None:
    """Labels written out in full lead the reader to the item that the generator meant, without a mismatch."""
    for edition, truth in zip(report.editions, report.rows, strict=True):
        assert [r.item_ids for r in edition.changes] == [t.item_ids for t in truth]
        assert all(row.mismatch == () and row.anchor == "" for row in edition.changes)


@given(reports)
def test_editions_are_complete(report: Synthetic) -> None:
    """Every edition holds every item of the form, one report id and the digest of its own text."""
    assert len({e.report_id for e in report.editions}) == 1
    assert len({e.sha256 for e in report.editions}) == len(report.editions)
    for edition in report.editions:
        assert [i.item_id for i in edition.items] == [i.item_id for i in forms.load(edition.form_key).items]
        assert edition.sha256 == hashlib.sha256(to_text(edition).encode()).hexdigest()


@given(seeds)
def test_counts_are_fresh_and_past(seed: int) -> None:
    """A 時点 is never later than the edition and never over a year old, and its rows say 事後."""
    for edition in generate(seed).editions:
        assert edition.published_on is not None
        for item in edition.items:
            if item.kind == "date" and item.item_id != "cover.published_on":
                span = parse_date(item.text or "")
                assert span is not None
                assert 0 <= (edition.published_on - span.start).days <= 365
        dated = [r for r in edition.changes if edition.item(r.item_ids[0]).kind == "date"]
        assert all(row.timing == "事後" for row in dated)


def _evidence(decoys: bool) -> set[tuple[str, str]]:
    """Kinds of evidence in the texts of many reports, with the timing they stand under."""
    made = [generate(seed, form=FORMS[seed % 2], decoys=decoys).editions[-1] for seed in range(60)]
    corpus = audit(Corpus.of(made), select=["PIA401"]).corpus
    timing = corpus.changes.select("edition_id", "row_no", "timing")
    texts = corpus.items.filter(pl.col("kind") != "date").select("edition_id", "item_id")
    frame = corpus.evidence.join(timing, on=["edition_id", "row_no"]).join(texts, on=["edition_id", "item_id"])
    return set(frame.select("kind", "timing").rows())


def test_decoys_speak_of_days_and_of_laws() -> None:
    """They hold every kind of evidence, under both timings where both are right; reports without them hold none."""
    both = {(kind, timing) for kind in ("from", "until", "amendment") for timing in ("事前", "事後")}
    assert _evidence(decoys=True) == both | {("plan", "事前"), ("as-of", "事後")}
    assert _evidence(decoys=False) == set()


@pytest.mark.parametrize(("quotes", "whole"), [("whole", True), ("part", False)])
def test_length_of_quotations(quotes: str, whole: bool) -> None:
    """``whole`` quotes every text whole; ``part`` quotes a changed line of a long text alone."""
    rows = [r for seed in range(40) for r in generate(seed, quotes=quotes).editions[-1].changes]
    outlines = [r for r in rows if r.item_ids == ("handling.outline",)]
    assert outlines
    assert all(len(r.after or "") > 120 for r in outlines) is whole


@pytest.mark.parametrize("editions", [1, 2, 12])
def test_number_of_editions(editions: int) -> None:
    """As many editions as asked for, each later than the one before."""
    days = [e.published_on for e in generate(3, editions=editions).editions]
    assert len(days) == editions
    assert days == sorted(set(days))  # type: ignore[type-var]


@pytest.mark.parametrize(
    "wrong",
    [{"editions": 0}, {"editions": 1, "faults": ("phantom_row",)}, {"changes": (0, 3)}, {"changes": (3, 2)},
     {"quotes": "some"}, {"faults": ("no_such_fault",)}],
)  # fmt: skip
def test_arguments_that_describe_no_report(wrong: dict[str, object]) -> None:
    """What cannot be generated is refused with the reason."""
    with pytest.raises(ValueError, match=r"\w"):
        generate(1, **wrong)  # type: ignore[arg-type]
