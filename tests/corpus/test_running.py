"""A corpus in partitions gives the findings of its reports, however it is run, interrupted or taken up again."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from corpora import PARTITIONS, REPORTS, files, one_by_one, run
from msgspec.structs import replace

from pia_audit.audits.run import Suppression, audit
from pia_audit.corpus import Layout
from pia_audit.corpus import summary as corpus_summary
from pia_audit.corpus.partition_audit import Job, Outcome, columns, judge
from pia_audit.corpus.results import DONE, RUN, BadResults, Results
from pia_audit.corpus.runners import audit_corpus, processes
from pia_audit.messages.wording import Wording
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.reports.report import worded


def test_the_findings_are_those_of_the_reports(
    stored: Layout, editions: list[Edition], job: Job, tmp_path: Path
) -> None:
    """Auditing a corpus is the union of auditing its reports, and so is auditing its partitions."""
    lines = b"".join(files(run(stored, job, tmp_path / "out")).values()).decode().splitlines()
    by_partition = sorted(json.loads(line)["fingerprint"] + json.loads(line)["report_id"] for line in lines)
    alone = []
    for report in {e.report_id for e in editions}:
        result = audit(Corpus.of([e for e in editions if e.report_id == report]), **job.options)
        alone += [f.fingerprint + f.report_id for f in worded(result, Wording("en"))]
    together = worded(audit(Corpus.of(editions), **job.options), Wording("en"))
    assert by_partition == sorted(alone) == sorted(f.fingerprint + f.report_id for f in together)
    assert len(alone) >= REPORTS


def test_parquet_and_json_lines_say_the_same(stored: Layout, job: Job) -> None:
    """Both forms hold every finding with every column."""
    as_lines, as_parquet = (judge(stored, 0, replace(job, form=f)).findings for f in ("jsonl", "parquet"))
    frame = pl.read_parquet(as_parquet)
    assert frame.schema == pl.Schema(columns())
    assert frame.to_dicts() == [json.loads(line) for line in as_lines.decode().splitlines()]


def test_a_pool_of_processes_gives_the_same(stored: Layout, job: Job, tmp_path: Path, plain: dict[str, bytes]) -> None:
    """Byte for byte, though one of the processes is ended from outside on the way."""
    results = Results.opened(tmp_path / "pool", stored, job, resume=False)
    ended: list[multiprocessing.process.BaseProcess] = []

    def end_one(*_: int) -> None:
        if not ended:
            ended.append(multiprocessing.active_children()[0])
            ended[0].kill()

    outcomes = audit_corpus(stored, job, processes(2), results, end_one)
    assert [o.number for o in outcomes] == list(range(PARTITIONS))
    assert all(o.failed is None for o in outcomes)
    assert files(results) == plain


@pytest.mark.parametrize("after", range(1, PARTITIONS))
def test_resume_repeats_nothing_and_loses_nothing(
    stored: Layout, job: Job, tmp_path: Path, after: int, plain: dict[str, bytes], summary: corpus_summary.Summary
) -> None:
    """Whenever an audit was interrupted, the rest is done once and the files are those of an audit in one go."""

    def interrupt(done: int, _: int) -> None:
        if done == after:
            raise KeyboardInterrupt

    target = tmp_path / "out"
    asked: list[int] = []

    def counting(layout: Layout, numbers: Sequence[int], job: Job) -> Iterator[Outcome]:
        asked.extend(numbers)
        return one_by_one(layout, numbers, job)

    with pytest.raises(KeyboardInterrupt):
        audit_corpus(stored, job, one_by_one, Results.opened(target, stored, job, resume=False), interrupt)
    results = Results.opened(target, stored, job, resume=True)
    outcomes = audit_corpus(stored, job, counting, results)
    assert asked == list(range(after, PARTITIONS))
    assert files(results) == plain
    assert corpus_summary.summary(outcomes) == summary


@pytest.mark.parametrize("resume", [True, False])
def test_an_audit_killed_while_it_began_is_taken_up(
    stored: Layout, job: Job, tmp_path: Path, resume: bool, plain: dict[str, bytes]
) -> None:
    """Half of the note that says what is audited, under the name it had while it was written: nothing was begun."""
    target = tmp_path / "out"
    target.mkdir()
    (target / ".run.json.123.tmp").write_bytes(b'{"pia_audit_res')
    results = Results.opened(target, stored, job, resume=resume)
    audit_corpus(stored, job, one_by_one, results)
    assert files(results) == plain


def test_a_line_that_was_cut_off_is_done_again(stored: Layout, job: Job, audited: Results) -> None:
    """The machine stopped while a line was written: that partition alone is audited again, the next line is whole."""
    noted = audited.path / DONE
    noted.write_bytes(noted.read_bytes()[:-40])
    again = Results.opened(audited.path, stored, job, resume=True)
    assert sorted(again.done()) == [0, 1, 2]
    audit_corpus(stored, job, one_by_one, again)
    assert sorted(Results.opened(audited.path, stored, job, resume=True).done()) == [0, 1, 2, 3]


def test_a_partition_that_changed_is_audited_anew_and_told(stored: Layout, job: Job, audited: Results) -> None:
    """What stands in the results must be about the files that are there."""
    file = stored.file("changes", 2)
    pl.read_parquet(file).with_columns(note=pl.lit("別")).write_parquet(file)
    again = Results.opened(audited.path, stored, job, resume=True)
    assert sorted(again.done()) == [0, 1, 3]
    assert again.changed == [2]
    outcomes = audit_corpus(stored, job, one_by_one, again)
    assert "partition 2" in corpus_summary.as_text(corpus_summary.summary(outcomes), again, "en")


def test_findings_that_vanished_are_made_again(stored: Layout, job: Job, audited: Results) -> None:
    """A line without its file counts for nothing."""
    before = files(audited)
    audited.file(1).unlink()
    again = Results.opened(audited.path, stored, job, resume=True)
    audit_corpus(stored, job, one_by_one, again)
    assert files(again) == before


@pytest.mark.parametrize(
    ("other", "what"),
    [({"form": "parquet"}, "form"), ({"lang": "ja"}, "lang"), ({"options": {"select": ("PIA3",)}}, "options"),
     ({"program": "0.0.0"}, "program")],
)  # fmt: skip
def test_results_of_another_audit_are_not_mixed(
    stored: Layout, job: Job, other: dict[str, Any], what: str, audited: Results
) -> None:
    """What differs is named; another day of the run is no difference."""
    with pytest.raises(BadResults) as refused:
        Results.opened(audited.path, stored, replace(job, **other), resume=True)
    assert refused.value.params == {"what": [what]}
    later = Results.opened(audited.path, stored, replace(job, options={"today": date(2030, 1, 1)}), resume=True)
    assert later.job.options["today"] == date(2026, 1, 1)


def test_a_folder_of_something_else_is_left_alone(stored: Layout, job: Job, tmp_path: Path, audited: Results) -> None:
    """Results go into a folder of their own, and a damaged run.json is told."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    for resume, code in ((False, "not-empty"), (True, "not-results")):
        with pytest.raises(BadResults) as refused:
            Results.opened(tmp_path / "mine", stored, job, resume=resume)
        assert refused.value.code == code
    (audited.path / RUN).write_text("{")
    with pytest.raises(BadResults) as refused:
        Results.opened(audited.path, stored, job, resume=True)
    assert refused.value.code == "not-results"


def test_a_broken_partition_is_told_and_the_rest_is_done(
    stored: Layout, job: Job, tmp_path: Path, plain: dict[str, bytes]
) -> None:
    """It is named, it has no findings, it is not noted as done, and the exit status is 2; mended, it is taken up."""
    file = stored.file("items", 1)
    content = file.read_bytes()
    file.write_bytes(content[:100])
    results = Results.opened(tmp_path / "out", stored, job, resume=False)
    counts = corpus_summary.summary(audit_corpus(stored, job, one_by_one, results))
    assert counts.status("never") == 2
    assert str(file) in corpus_summary.as_text(counts, results, "ja")
    assert set(files(results)) == set(plain) - {"part-00001.jsonl"}
    file.write_bytes(content)
    again = Results.opened(tmp_path / "out", stored, job, resume=True)
    assert corpus_summary.summary(audit_corpus(stored, job, one_by_one, again)).status("never") == 0
    assert files(again) == plain


@pytest.mark.parametrize(
    ("frame", "column", "value"),
    [("items", "kind", None), ("items", "status", "other"), ("editions", "form_key", "form9-1999"),
     ("editions", "edition_id", None), ("changes", "row_no", -1), ("quotes", "item_id", None),
     ("unread", "params", "{")],
)  # fmt: skip
def test_values_no_reader_writes_end_in_no_traceback(
    stored: Layout, job: Job, frame: str, column: str, value: object
) -> None:
    """A partition made by hand, or by an enemy, is audited or told; it never ends the run."""
    file = stored.file(frame, 0)
    held = pl.read_parquet(file)
    if not held.height:
        held = pl.DataFrame([dict.fromkeys(held.columns)], schema=held.schema)
    held.with_columns(pl.lit(value, held.schema[column]).alias(column)).write_parquet(file)
    outcome = judge(stored, 0, job)
    assert outcome.failed is None or outcome.failed.code == "partition-broken"
    counts = corpus_summary.summary([outcome, *one_by_one(stored, range(1, PARTITIONS), job)])
    assert counts.reports


def test_a_suppression_is_unused_only_when_no_partition_uses_it(stored: Layout, job: Job) -> None:
    """One that fits a report of one partition is not complained of by the others; one that fits nothing is, once."""
    line = json.loads(judge(stored, 0, job).findings.decode().splitlines()[0])
    used = Suppression(line["rule"], "seen", "me", fingerprint=line["fingerprint"], report=line["report_id"])
    idle = Suppression("PIA301", "none", "me", fingerprint="0" * 16)
    over = Suppression("PIA301", "late", "me", until=date(2020, 1, 1))
    marked = replace(job, options={**job.options, "suppressions": (used, idle, over)})
    counts = corpus_summary.summary(list(one_by_one(stored, range(PARTITIONS), marked)))
    assert [(u.code, u.params["reason"]) for u in counts.unread] == [
        ("suppression-unused", "none"), ("suppression-over", "late"),
    ]  # fmt: skip
    assert counts.suppressed == 1


def test_a_worker_of_another_version_refuses(stored: Layout, job: Job) -> None:
    """Findings of two versions must not be mixed."""
    outcome = judge(stored, 0, replace(job, program="9.9"))
    assert outcome.failed is not None
    assert "9.9" in outcome.failed.params["reason"]
