"""Decisions over a corpus: laid over partition by partition they say what they say of all reports at once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from commands import run as command
from corpora import PARTITIONS, lines, one_by_one, ordinary, run
from effort import effort
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pia_audit.audits.decisions import VERDICTS, Decision, dump
from pia_audit.audits.run import Audit, audit
from pia_audit.checklists.answers import answered
from pia_audit.checklists.basis import decided, signs
from pia_audit.checklists.questions import shipped
from pia_audit.corpus import Layout, read, summary, write
from pia_audit.corpus.decisions import Earlier
from pia_audit.corpus.layout import partition_of
from pia_audit.corpus.partition_audit import Job, judge
from pia_audit.corpus.results import DONE, BadResults, Results
from pia_audit.corpus.runners import audit_corpus
from pia_audit.messages.wording import Wording
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.reports.decision_phrases import decided as in_words
from pia_audit.reports.json_text import dump as as_document
from pia_audit.reports.report import worded

TODAY = date(2026, 1, 1)
COUNTS = (1, 2, 7)


@pytest.fixture(scope="module")
def whole_audit(editions: list[Edition]) -> Audit:
    """The ordinary audit."""
    return audit(Corpus.of(editions), today=TODAY)


@pytest.fixture(scope="module")
def in_parts(editions: list[Edition], tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[Audit]]:
    """The audits of the partitions, for each number of them."""
    layouts = {n: write(Corpus.of(editions), tmp_path_factory.mktemp("parts") / str(n), n) for n in COUNTS}
    return {n: [audit(read(f.path, k), today=TODAY, spans=False) for k in range(n)] for n, f in layouts.items()}


@pytest.fixture(scope="module")
def pool(whole_audit: Audit) -> list[Decision]:
    """A decision about each finding and each question, and those that fit nothing or speak of reports elsewhere."""
    columns = whole_audit.findings.select("report_id", "fingerprint", "rule", "item_id").iter_rows()
    about = [Decision(r, "fine", "確認", "山田", f, rule, item=item) for r, f, rule, item in columns]
    answers = signs(answered(whole_audit, shipped())).items()
    asked = [Decision(r, "fine", "確認", "山田", question=q, seen=s.sign, edition=s.edition) for (r, q), s in answers]
    stale = [replace(d, fingerprint="0" * 16) for d in about[:9]]
    others = [replace(d, seen="0" * 16) for d in asked[::40]]
    return [*about, *asked, *stale, *others, *(replace(d, report_id=f"別の町長/{n}") for n, d in enumerate(about[:9]))]


def _texts(results: Sequence[Audit]) -> list[str]:
    words = Wording("ja")
    return sorted(repr(f) for r in results for f in worded(r, words, [in_words(s, words) for s in r.standings]))


@settings(max_examples=effort(15, 5), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_decisions_say_the_same_by_partition(
    whole_audit: Audit, in_parts: dict[int, list[Audit]], pool: list[Decision], data: st.DataObject
) -> None:
    """Whatever is decided, however often and until when: the findings, what sets them aside and what became of each
    decision are those of the ordinary audit, and each decision is told once."""
    days = st.none() | st.dates(date(2025, 12, 1), date(2026, 2, 1))
    one = st.builds(
        lambda d, verdict, on, until: replace(d, verdict=verdict, on=on, until=until),
        st.sampled_from(pool), st.sampled_from(VERDICTS), days, days,
    )  # fmt: skip
    decisions = data.draw(st.lists(one, max_size=60))
    together = decided(whole_audit, decisions, TODAY, shipped())
    standings, texts = Counter(together.standings), _texts([together])
    for count, audits in in_parts.items():
        earlier = Earlier.of(decisions, count, shipped())
        apart = [earlier.for_partition(n).over(n, part, TODAY) for n, part in enumerate(audits)]
        assert Counter(s for a in apart for s in a.standings) == standings
        assert _texts(apart) == texts


@pytest.fixture(scope="module")
def some(plain: dict[str, bytes]) -> list[Decision]:
    """Two findings set aside, one to be corrected and late, one decision that fits nothing, one of elsewhere."""
    first = [json.loads(line) for _, content in sorted(plain.items()) for line in content.splitlines()[:2]]
    made = [
        Decision(f["report_id"], "fine", "確認", "山田", f["fingerprint"], f["rule"], on=TODAY, item=f["item"])
        for f in first
    ]
    return [
        *made[:2], replace(made[2], verdict="correct", until=date(2025, 12, 31)),
        replace(made[3], fingerprint="0" * 16, item="x"), replace(made[4], report_id="別の町長/1"),
    ]  # fmt: skip


@pytest.fixture
def deciding(job: Job, some: list[Decision]) -> Job:
    """The job with those decisions."""
    return replace(job, decisions=Earlier.of(some, PARTITIONS))


def test_the_summary_counts_them_in_the_words_of_other_audits(
    stored: Layout, some: list[Decision], deciding: Job, whole_audit: Audit, tmp_path: Path
) -> None:
    """Findings on disk are the ordinary ones, with the decision beside each; the table and the JSON tell the rest."""
    together = decided(whole_audit, some, TODAY, shipped())
    results = run(stored, deciding, tmp_path / "out")
    assert lines(results) == ordinary(together)
    counts = summary.summary(list(results.done().values()), deciding.decisions)
    text, document = summary.as_text(counts, results, "en"), summary.as_data(counts, results, "en")
    assert counts.suppressed == document["suppressed"] == 2
    assert "2 more findings are confirmed" in text
    for phrase in ("Decisions so far (5)", "stands 2", "overdue 1", "of other reports 1"):
        assert phrase in text
    assert document["decided"] == {"fits": 2, "overdue": 1, "unfit": 1, "elsewhere": 1}
    assert sorted(d["status"] for d in document["decisions"]) == ["elsewhere", "fits", "fits", "overdue", "unfit"]


def test_without_decisions_nothing_is_said_of_any(stored: Layout, job: Job) -> None:
    """Neither in the table nor in the JSON."""
    counts = summary.summary(list(one_by_one(stored, range(PARTITIONS), job)), job.decisions)
    assert "Decisions" not in summary.as_text(counts, None, "en")
    assert not {"decided", "decisions"} & set(summary.as_data(counts, None, "en"))


def test_what_became_of_decisions_is_kept(stored: Layout, deciding: Job, tmp_path: Path) -> None:
    """Taken up again, an audit tells the same without doing anything again; a line without it is done anew."""
    results = run(stored, deciding, tmp_path / "out")
    fresh = summary.summary(list(one_by_one(stored, range(PARTITIONS), deciding)), deciding.decisions)
    again = Results.opened(results.path, stored, deciding, resume=True)
    assert summary.summary(audit_corpus(stored, deciding, lambda *_: iter(()), again), deciding.decisions) == fresh
    noted = results.path / DONE
    kept = [json.loads(line) for line in noted.read_text("utf-8").splitlines()]
    for wrong in ([], ["guilty"], [5], "fits", None):
        noted.write_text("".join(json.dumps({**k, "standings": wrong}) + "\n" for k in kept), encoding="utf-8")
        left = Results.opened(results.path, stored, deciding, resume=True).done()
        assert set(left) == set(range(PARTITIONS)) - set(deciding.decisions.parts) if wrong == [] else not left


def test_results_with_other_decisions_are_not_mixed(
    stored: Layout, job: Job, some: list[Decision], deciding: Job, tmp_path: Path
) -> None:
    """More, fewer or none: what differs is named."""
    run(stored, deciding, tmp_path / "out")
    for other in (job, replace(job, decisions=Earlier.of(some[1:], PARTITIONS))):
        with pytest.raises(BadResults) as refused:
            Results.opened(tmp_path / "out", stored, other, resume=True)
        assert refused.value.params == {"what": ["decisions"]}


def test_decisions_of_a_partition_that_was_not_audited_are_not_known(stored: Layout, deciding: Job) -> None:
    """They are told as such, and none is lost."""
    (number, decisions), *_ = deciding.decisions.parts.items()
    stored.file("items", number).write_bytes(b"no parquet")
    counts = summary.summary(list(one_by_one(stored, range(PARTITIONS), deciding)), deciding.decisions)
    assert len(counts.standings) == 5
    assert {s.status for s in counts.standings if s.decision in decisions} == {"unknown"}


def test_half_characters_in_a_reason_stop_nothing(stored: Layout, job: Job, some: list[Decision]) -> None:
    """JSON may hold what no file can: it is shown as lost, in both forms."""
    broken = replace(some[0], reason="\ud800", by="\udfff")
    number = partition_of(broken.report_id, PARTITIONS)
    for form in ("jsonl", "parquet"):
        outcome = judge(stored, number, replace(job, form=form, decisions=Earlier.of([broken], PARTITIONS)))
        assert (outcome.failed, outcome.standings) == (None, ("fits",))
    counts = summary.summary([outcome], Earlier.of([broken], PARTITIONS))
    assert as_document(summary.as_data(counts, None, "ja")).encode("utf-8", "replace")


def test_a_partition_is_given_its_own_decisions_alone(deciding: Job) -> None:
    """What travels to a process or another machine does not grow with the number of partitions."""
    given_out = [deciding.for_partition(n).decisions.parts for n in range(PARTITIONS)]
    assert sum(len(decisions) for parts in given_out for decisions in parts.values()) == 5
    assert all(set(parts) <= {n} for n, parts in enumerate(given_out))


def test_the_option_on_the_command_line(stored: Layout, tmp_path: Path) -> None:
    """``--decisions`` with a corpus: the exit status follows what still stands; a file that is none is told."""
    asked = ["audit", stored.path, "--jobs", "1", "--lang", "en", "--fail-on", "info", "--as-of", "2026-01-01"]
    assert command(*asked, "-o", tmp_path / "out", "--format", "jsonl").exit_code == 1
    every = [json.loads(line) for p in (tmp_path / "out" / "findings").iterdir() for line in p.open(encoding="utf-8")]
    decisions = tmp_path / "decisions.json"
    decisions.write_text(
        dump(Decision(f["report_id"], "fine", "確認", "山田", f["fingerprint"], f["rule"]) for f in every), "utf-8"
    )
    done = command(*asked, "--decisions", decisions)
    assert done.exit_code == 0
    assert "No findings" in done.stdout
    assert "Decisions so far" in done.stdout
    assert command(*asked, "--decisions", tmp_path / "none.json").exit_code == 2
