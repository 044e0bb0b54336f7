"""The frames give what plain Python gives, on invented reports; and lags are those of the rule."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta

import plain_trends as reference
import polars as pl
import pytest
from effort import effort
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import pia_audit
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.statistics import Source, Trends
from pia_audit.statistics.intervals import spells
from pia_audit.statistics.lags import lags
from pia_audit.synthetic import generate

FORMS = ("form2-2024", "form2-2019", "form3-2024")
MANY = 20


@pytest.fixture(scope="module")
def editions() -> list[Edition]:
    """Reports of three forms, some in several editions, with words of law and faults of timing in them."""
    made = [
        generate(i, form=FORMS[i % 3], editions=1 + i % 3 if i % 5 else 2, decoys=True,
                 faults=["amendment_before", "broken_chain"] if i % 5 == 0 else [])
        for i in range(MANY)
    ]  # fmt: skip
    return [e for s in made for e in s.editions]


@pytest.fixture(scope="module")
def trends(editions: list[Edition]) -> Trends:
    """Their trends."""
    return pia_audit.trends(editions)


def test_revisions(trends: Trends, editions: list[Edition]) -> None:
    """Rows, editions and reports of each 年度; 年度 without a row stand there with nothing."""
    frame = trends["revisions"]
    rows = frame.filter(pl.col("rows") > 0).select("period", "rows", "editions", "reports").iter_rows()
    assert {p: (r, e, n) for p, r, e, n in rows} == reference.revisions(editions)
    assert frame["period"].diff().drop_nulls().dt.total_days().is_between(365, 366).all()


def test_timing(trends: Trends, editions: list[Edition]) -> None:
    """事前, 事後 and neither."""
    actual = trends["timing"].select("period", "before", "after", "untold").iter_rows()
    assert {p: tuple(n) for p, *n in actual} == reference.timing(editions)


def test_items_and_sections(trends: Trends, editions: list[Edition]) -> None:
    """Each item's rows; an item of a group counts with its group."""
    expected: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for item_id, (named, also) in reference.items(editions).items():
        key = "[]".join(part.split("]", 1)[-1] for part in item_id.split("[")) if "[" in item_id else item_id
        expected[key][0] += named
        expected[key][1] += also
    actual = trends["items"].filter(pl.col("item_id").is_not_null()).select("item_id", "rows", "also").iter_rows()
    assert {i: [r, a] for i, r, a in actual} == expected
    nowhere = trends["items"].filter(pl.col("item_id").is_null())
    counts = {name: sum(frame["rows"].to_list()) for name, frame in
              (("sections", trends["sections"]), ("revisions", trends["revisions"]), ("nowhere", nowhere))}  # fmt: skip
    assert counts["sections"] >= counts["revisions"] - counts["nowhere"]


def test_bodies(trends: Trends, editions: list[Edition]) -> None:
    """The bodies' reports and rows add up to all."""
    frame = trends["bodies"]
    assert frame["reports"].sum() == len(reference.newest(editions)) == MANY
    assert frame["rows"].sum() == len(reference.rows(editions))


def test_gaps(trends: Trends, editions: list[Edition]) -> None:
    """From each edition to the next, with the year counted by the calendar."""
    frame = trends["gaps"]
    assert sorted(frame.select("report_id", "previous_on", "next_on").rows()) == reference.gaps(editions)
    for before, after, over in frame.select("previous_on", "next_on", "over_a_year").iter_rows():
        leap = (before.month, before.day) == (2, 29)
        assert over == (after > date(before.year + 1, before.month, 28 if leap else before.day))


def test_gaps_over_a_year_are_those_the_rule_tells(editions: list[Edition]) -> None:
    """PIA701's stretches for reports in one edition and in several, and no others."""
    newest_first = sorted(editions, key=lambda e: e.published_on or date.min, reverse=True)
    oldest = {e.report_id: e.edition_id for e in newest_first}
    earlier = [
        replace(e, published_on=e.published_on - timedelta(days=700))
        if e.published_on and e.edition_id == oldest[e.report_id] else e
        for e in editions
    ]  # fmt: skip
    result = pia_audit.audit(earlier, select=["PIA701"])
    findings = [(f["report_id"], json.loads(f["params"])) for f in result.findings.iter_rows(named=True)]
    frame = pia_audit.trends(result)["gaps"].filter("over_a_year").select("report_id", "previous_on", "next_on", "days")
    assert len(findings) > 5
    assert sorted((i, p["previous_on"], p["next_on"], p["days"]) for i, p in findings) == sorted(
        (i, str(a), str(b), d) for i, a, b, d in frame.iter_rows()
    )


def test_spells_and_survival(trends: Trends, editions: list[Edition]) -> None:
    """How long texts stood, and the share still standing, worked out step by step."""
    frame = spells(trends.source).collect()
    assert sorted(frame.select("report_id", "item_id", "days", "changed").rows()) == reference.spells(editions)
    placed = frame.join(
        trends["items"].select(template="item_id", section="section"),
        left_on=pl.col("item_id").str.replace_all(r"\[\d+\]", "[]"), right_on="template",
    )  # fmt: skip
    for (section,), group in placed.group_by("section"):
        if trends["items"].filter(section=section).height and section in ("Ⅱ しきい値判断項目",):
            by_hand = reference.standing(group.select("days", "changed").rows())
            made = dict(trends["survival"].filter(section=section).select("days", "standing").iter_rows())
            assert made == pytest.approx(by_hand)


def test_lags_are_those_the_rule_tells(editions: list[Edition]) -> None:
    """PIA407's days for every row of one edition that follows an amendment late, and no others."""
    single = list(reference.newest(editions).values())
    result = pia_audit.audit(single, select=["PIA407"])
    days_by_finding = {
        (f["report_id"], f["row_no"], f["item_id"]): json.loads(f["params"])["days"]
        for f in result.findings.iter_rows(named=True)
    }
    frame = lags(Source.of(result)).filter(pl.col("days") > 0)
    most = frame.group_by("report_id", "row_no", "item_id").agg(pl.col("days").max())
    assert len(days_by_finding) > 5
    assert {(r, n, i): d for r, n, i, d in most.iter_rows()} == days_by_finding


def test_lags_by_amendment(trends: Trends) -> None:
    """The median of each amendment is that of its reports' first rows."""
    first: dict[tuple[str, str], int] = {}
    for r in trends["lag_rows"].iter_rows(named=True):
        key = (r["amendment"], r["report_id"])
        first[key] = min(first.get(key, r["days"]), r["days"])
    for row in trends["lags"].iter_rows(named=True):
        days = [d for (a, _), d in first.items() if a == row["amendment"]]
        assert (row["reports"], row["median"], row["late"]) == (
            len(days), reference.middle(days), sum(d > 0 for d in days),
        )  # fmt: skip


def test_rates(trends: Trends) -> None:
    """Differences without a row, and links that do not follow on, are those that reconciliation and replay give."""
    frame = trends["rates"]
    steps = trends.source.optional("steps").collect()
    dated_steps = steps.join(trends.source.editions.collect(), on="edition_id")
    newest = dated_steps.filter(pl.col("published_on") == pl.col("published_on").max().over("report_id"))
    assert frame["broken"].sum() == newest.filter(trust="broken").height
    assert frame["links"].sum() == newest.filter(pl.col("trust") != "unread").height
    differences = trends.source.optional("differences").collect()
    assert frame["undocumented"].sum() == differences.filter(status="undocumented").height


def test_frames_and_editions_say_the_same(editions: list[Edition]) -> None:
    """A mapping of lazy frames gives the counts that editions give; what needs a replay is empty."""
    corpus = Corpus.of(editions)
    frames = {n: getattr(corpus, n).lazy() for n in ("editions", "items", "changes", "quotes")}
    whole, bare = pia_audit.trends(editions), pia_audit.trends(frames)
    for name in ("revisions", "timing", "sections", "items", "bodies", "lags", "body_lags", "gaps", "survival"):
        assert bare[name].equals(whole[name]), name
    assert not bare["rates"].height


def test_a_corpus_is_the_sum_of_its_reports(editions: list[Edition]) -> None:
    """Rows and lags of fifty reports are those of each, added up."""
    by_report: dict[str, list[Edition]] = defaultdict(list)
    for e in editions[:30]:
        by_report[e.report_id].append(e)
    each = [pia_audit.trends(report_editions) for report_editions in by_report.values()]
    every = pia_audit.trends(editions[:30])
    assert every["revisions"]["rows"].sum() == sum(t["revisions"]["rows"].sum() for t in each)
    assert every["lag_rows"].height == sum(t["lag_rows"].height for t in each)
    assert every["systems"].height == sum(t["systems"].height for t in each)


@settings(max_examples=effort(12, 4))
@given(st.integers(0, 400), st.permutations(range(3)))
def test_order_changes_nothing(seed: int, order: list[int]) -> None:
    """The order in which editions come changes no trend."""
    made = generate(seed, editions=3, decoys=True).editions
    one, other = pia_audit.trends(made), pia_audit.trends([made[i] for i in order])
    for name in ("revisions", "timing", "items", "lag_rows", "gaps", "systems", "provisions", "survival"):
        assert one[name].equals(other[name]), name


def test_nothing_in_gives_nothing_out() -> None:
    """No editions: every trend is an empty frame, or one row of nothing, and none raises."""
    empty = pia_audit.trends([])
    for name in empty:
        assert empty[name].height == 0, name


def test_what_is_no_source_is_refused() -> None:
    """A path or a number is no source, and a mapping has to hold the frames."""
    for wrong in ("a/path", 5, [1, 2]):
        with pytest.raises(TypeError, match="no editions"):
            pia_audit.trends(wrong)
    with pytest.raises(KeyError):
        pia_audit.trends({})
