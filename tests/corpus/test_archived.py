"""An archive audited partition by partition gives what an audit of its editions gives, whatever happens on the way."""

from __future__ import annotations

import errno
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from shutil import copy, copytree

import pytest
from by_hand import by_hand
from click.testing import Result
from commands import run as command
from corpora import lines, one_by_one, ordinary
from interrupted import environment
from msgspec.structs import replace

from pia_audit.archive import Archive
from pia_audit.audits.decisions import Decision, dump
from pia_audit.audits.run import Audit, audit
from pia_audit.checklists.basis import decided
from pia_audit.checklists.questions import shipped
from pia_audit.corpus import from_archive as archived
from pia_audit.corpus import summary as corpus_summary
from pia_audit.corpus import writer as gathering
from pia_audit.corpus.dask_runner import cluster
from pia_audit.corpus.decisions import Earlier
from pia_audit.corpus.from_archive import NAME, contents, gathered, planned, remove
from pia_audit.corpus.layout import Layout, is_corpus, layout
from pia_audit.corpus.partition_audit import Job
from pia_audit.corpus.results import RUN, Results
from pia_audit.corpus.runners import Runner, audit_corpus, processes
from pia_audit.model.frames import Corpus
from pia_audit.readers.report_data import to_json
from pia_audit.synthetic import to_text
from pia_audit.synthetic.mixture import drawn

TODAY = date(2026, 1, 1)
REPORTS = 10
EDITIONS = 2 * REPORTS  # and as many entries; the corrected edition is one more, the first decision the one after


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the last two editions of ten reports, one edition corrected, and decisions about a finding, a
    question, and what is not there."""
    place = tmp_path_factory.mktemp("made")
    folder, path = place / "in", place / "a.sqlite"
    folder.mkdir()
    for n in range(REPORTS):
        for edition in drawn(7, n).editions[-2:]:
            (folder / f"{n:02}-{edition.published_on}.txt").write_text(to_text(edition), encoding="utf-8")
    with Archive(path) as archive:
        archive.add([folder], by="監査 花子")
        again = place / "again.txt"
        again.write_text(to_text(drawn(7, 0).editions[-1]) + "\n", encoding="utf-8")
        archive.add([again], corrects=2)
        findings = audit(Corpus.of(archive.editions())).findings
        report, sign, rule = findings.select("report_id", "fingerprint", "rule").row(0)
        fine = Decision(report, "fine", "確認", "佐藤", sign, rule)
        gone = replace(fine, fingerprint="0" * 16, verdict="open")
        asked = replace(fine, fingerprint=None, question="1-1")
        archive.decide([fine, gone, asked, replace(fine, report_id="別の町長/1")])
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(copy(made, tmp_path / "a.sqlite"))


@pytest.fixture(scope="module")
def expected(made: Path) -> Audit:
    """The ordinary audit of its editions, with its decisions."""
    with Archive(made) as archive:
        editions, decisions = archive.editions(), [d for _, d in archive.decisions()]
    return decided(audit(Corpus.of(editions), today=TODAY), decisions, TODAY, shipped())


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A cluster of two workers on this machine."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as here:  # type: ignore[no-untyped-call]
        yield here.scheduler_address


def _audited(*arguments: str | Path) -> Result:
    return command("audit", "--lang", "en", *arguments, "--jobs", "1")


@pytest.mark.parametrize(("way", "count"), [("one", 1), ("one", 7), ("two", 2), ("two", 7), ("dask", 2)])
def test_the_findings_are_those_of_the_editions(
    path: Path, expected: Audit, tmp_path: Path, count: int, way: str, request: pytest.FixtureRequest
) -> None:
    """Byte for byte but for their order, for any number of partitions, in one process, in two and on a cluster; each
    decision is told once."""
    runner: Runner = {"one": one_by_one, "two": processes(2)}.get(way) or cluster(request.getfixturevalue("scheduler"))
    with Archive(path) as archive:
        held = contents(archive)
        place = Layout(tmp_path / "out" / NAME, count, planned(held, tmp_path).notes)
        job = Job({"today": TODAY}, "en", "jsonl", decisions=Earlier.of(held.decisions, count, shipped()))
        results = Results.opened(tmp_path / "out", place, job, resume=False)
        gathered(archive, held, place, lambda *_: None)
    summary = corpus_summary.summary(audit_corpus(place, job, runner, results), job.decisions)
    assert lines(results) == ordinary(expected)
    assert sorted(map(str, summary.standings)) == sorted(map(str, expected.standings))
    assert summary.suppressed == 1
    assert sum(summary.severities.values()) == sum(expected.summary().values()) >= 5


def test_gathered_twice_it_is_the_same(path: Path, tmp_path: Path) -> None:
    """Byte for byte, so that results with a partition's digest hold when its files were taken away and made again."""
    kept = []
    with Archive(path) as archive:
        held = contents(archive)
        place = Layout(tmp_path / "c", 3, planned(held, tmp_path).notes)
        for _ in range(2):
            gathered(archive, held, place, lambda *_: None)
            kept.append({p: p.read_bytes() for p in place.path.rglob("*") if p.is_file()})
            remove(place)
    assert kept[0] == kept[1]
    assert not place.path.exists()


def test_by_partition_an_archive_gives_the_findings_of_the_whole(path: Path, tmp_path: Path) -> None:
    """Findings, what is set aside, decisions and exit status; beside the results nothing is left."""
    asked = ["--as-of", "2026-01-01"]
    usual = command("audit", path, "--lang", "en", "--format", "json", *asked)
    done = _audited(path, "-o", tmp_path / "out", "--format", "jsonl", *asked)
    assert done.exit_code == usual.exit_code == 1
    kept = [line for p in (tmp_path / "out" / "findings").iterdir() for line in p.read_text("utf-8").splitlines()]
    names = json.loads(kept[0])
    every = [json.dumps({n: f[n] for n in names}, ensure_ascii=False) for f in json.loads(usual.stdout)["findings"]]
    assert sorted(kept) == sorted(every)
    assert "Decisions so far (4)" in done.stdout
    counts = json.loads(_audited(path, "--format", "json", *asked).stdout)
    by_key = [sorted(json.dumps(d) for d in document["decisions"]) for document in (counts, json.loads(usual.stdout))]
    assert by_key[0] == by_key[1]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["done.jsonl", "findings", RUN]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.sqlite", "out"]


def test_decisions_of_a_file_come_after_those_of_the_archive(path: Path, tmp_path: Path) -> None:
    """The later word about one thing counts; both are told."""
    with Archive(path) as archive:
        first = archive.decisions()[0][1]
    later = tmp_path / "later.json"
    later.write_text(dump([replace(first, verdict="correct", reason="直す", by="鈴木")]), "utf-8")
    document = json.loads(_audited(path, "--format", "json", "--decisions", later).stdout)
    assert document["suppressed"] == 0
    assert [d["by"] for d in document["decisions"] if d["fingerprint"] == first.fingerprint].count("鈴木") == 1
    assert len(document["decisions"]) == 4


def test_what_was_added_since_is_another_audit(path: Path, tmp_path: Path) -> None:
    """Results of an archive are not mixed with those of the archive grown, or with others of its decisions."""
    asked: list[str | Path] = [path, "-o", tmp_path / "out"]
    first = _audited(*asked)
    again = _audited(*asked, "--resume")
    assert (again.exit_code, again.stdout) == (first.exit_code, first.stdout)
    with Archive(path) as archive:
        archive.decide([Decision("別の町長/2", "fine", "確認", "佐藤", "0" * 16, "PIA301")])
    refused = _audited(*asked, "--resume")
    assert refused.exit_code == 2
    assert "entries of the archive" in refused.stderr
    assert first.stdout == again.stdout


@pytest.mark.parametrize("at", ["gathering", "auditing"])
def test_an_interrupted_run_is_taken_up_again(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """While the editions are gathered, or partitions audited: what is done stays, nothing is lost, nothing is left."""
    monkeypatch.setattr(archived, "partitions_for", lambda _: 4)
    plain = _audited(path, "-o", tmp_path / "plain", "--format", "jsonl")
    every = at == "auditing"

    def interrupt(_: object, done: int, of: int) -> None:
        if (done, of) == ((2, 4) if every else (5, EDITIONS)):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("pia_audit.cli.output.Progress.__call__", interrupt)
        stopped = _audited(path, "-o", tmp_path / "out", "--format", "jsonl")
    assert stopped.exit_code == 2
    assert f"{2 if every else 0} of 4 partitions" in stopped.stderr
    assert is_corpus(tmp_path / "out" / NAME) == every
    if every:  # what was gathered is not gathered again
        monkeypatch.setattr(archived, "gather", lambda *_: pytest.fail("gathered again"))
    done = _audited(path, "-o", tmp_path / "out", "--format", "jsonl", "--resume")
    assert (done.exit_code, done.stdout) == (plain.exit_code, plain.stdout.replace("plain", "out"))
    made = [{p.name: p.read_bytes() for p in (tmp_path / d / "findings").iterdir()} for d in ("plain", "out")]
    assert made[0] == made[1]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["done.jsonl", "findings", RUN]


def test_a_program_killed_while_it_gathers_is_taken_up_again(path: Path, tmp_path: Path) -> None:
    """Killed without warning: what it laid aside is cleared away by the run that goes on."""
    script = (
        "import os, sys\n"
        "from pia_audit.corpus import writer\n"
        "writer._put_together = lambda *_: os.kill(os.getpid(), 9)\n"
        "from pia_audit.cli import main\n"
        "main()\n"
    )
    asked = ["audit", str(path), "-o", str(tmp_path / "out"), "--jobs", "1"]
    ended = subprocess.run([sys.executable, "-c", script, *asked], env=environment(), check=False)
    assert ended.returncode == -signal.SIGKILL
    assert any(p.name.startswith(f".{NAME}-") for p in (tmp_path / "out").iterdir())
    assert command(*asked, "--resume").exit_code == 1
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["done.jsonl", "findings", RUN]


def test_a_gathered_corpus_that_lost_a_file_is_gathered_again(path: Path, tmp_path: Path) -> None:
    """And what somebody put into its place is left alone, which is said."""
    with Archive(path) as archive:
        held = contents(archive)
        place = planned(held, tmp_path / NAME)
        gathered(archive, held, place, lambda *_: None)
        place.file("items", 0).unlink()
        gathered(archive, held, place, lambda *_: None)
        assert place.file("items", 0).is_file()
    folder = tmp_path / "out"
    _audited(path, "-o", folder)
    (folder / NAME).mkdir()
    (folder / NAME / "mine.txt").write_text("mine")
    refused = _audited(path, "-o", folder, "--resume")
    assert refused.exit_code == 2
    assert str(folder / NAME) in refused.stderr
    assert [p.name for p in (folder / NAME).iterdir()] == ["mine.txt"]


def test_taking_away_leaves_what_is_not_its_own(path: Path, tmp_path: Path) -> None:
    """A note that somebody put beside the partitions stays, and so does a link's target."""
    with Archive(path) as archive:
        held = contents(archive)
        place = planned(held, tmp_path / NAME)
        gathered(archive, held, place, lambda *_: None)
    (place.path / "items" / "note.txt").write_text("mine")
    remove(place)
    assert (place.path / "items" / "note.txt").read_text() == "mine"
    assert layout(place.path) == place


@pytest.mark.parametrize(
    ("statement", "left"),
    [("UPDATE entries SET about = 'no JSON' WHERE number = 3", EDITIONS - 1),
     ("DELETE FROM items_in_entries WHERE id / 10000000 = 3", EDITIONS - 1),
     (f"UPDATE entries SET about = '{{}}' WHERE number = {EDITIONS + 2}", EDITIONS),
     ("UPDATE items_once SET label = 'x'", 0)],
)  # fmt: skip
def test_a_damaged_entry_is_named_and_the_rest_is_done(path: Path, tmp_path: Path, statement: str, left: int) -> None:
    """Its record, its content, a decision, or all that was read: named with its number, exit status 2."""
    by_hand(path, statement)
    done = _audited(path, "-o", tmp_path / "out")
    assert done.exit_code == 2
    assert f"({left} edition" in done.stdout
    assert "cannot be read as it was added" in done.stdout
    assert "verify" in done.stdout


def test_a_damaged_block_is_named_and_the_rest_is_done(path: Path) -> None:
    """A byte that flipped on the disk: told by entry, or the whole file refused in a sentence; never a traceback."""
    whole, refusals = path.read_bytes(), 0
    for at in range(20_000, len(whole), len(whole) // 5):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        done = _audited(path)
        assert "想定外" not in done.output
        refusals += done.exit_code == 2
        assert done.exit_code == 1 or path.name in done.output
    assert refusals


def test_an_archive_without_editions_is_told(tmp_path: Path) -> None:
    """And nothing is made; so is a database of something else."""
    with Archive(tmp_path / "a.sqlite") as archive:
        archive.decide([Decision("町長/1", "fine", "確認", "佐藤", "0" * 16, "PIA301")])
    with closing(sqlite3.connect(tmp_path / "other.sqlite")) as other:
        other.execute("CREATE TABLE t (i INTEGER)")
    for name, sentence in (("a.sqlite", "no edition"), ("other.sqlite", "not an archive")):
        done = _audited(tmp_path / name, "-o", tmp_path / "out")
        assert done.exit_code == 2
        assert sentence in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [(["-o", "{here}/a.sqlite"], "is a file"), (["-o", "{here}/a.sqlite/out"], "could not be written"),
     (["-o", "{here}"], "not empty"), (["-o", "{here}/r.html"], "up to 1,000"),
     (["--format", "csv"], "up to 1,000"), (["--baseline", "{here}/b.json"], "up to 1,000"),
     (["{here}/a.sqlite"], "by itself"), (["--resume"], "-o")],
)  # fmt: skip
def test_what_cannot_be_done_is_said(path: Path, more: list[str], sentence: str) -> None:
    """Exit status 2, a sentence that says what can, and nothing left behind."""
    done = _audited(path, *(m.format(here=path.parent) for m in more))
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert [p.name for p in path.parent.iterdir()] == ["a.sqlite"]


def test_a_copy_of_the_archive_goes_on(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is what an archive holds that makes an audit the same, not where it lies; nor where the results lie."""
    monkeypatch.chdir(tmp_path)
    first = _audited(path, "-o", "out")
    (tmp_path / "b").mkdir()
    copytree("out", "b/out")
    copy(path, "b/copy.sqlite")
    os.chdir("b")
    again = _audited("copy.sqlite", "-o", "out", "--resume")
    assert (again.exit_code, again.stdout) == (first.exit_code, first.stdout)


@pytest.mark.parametrize("keep", [True, False])
def test_a_full_disk_is_told_and_nothing_lost(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep: bool
) -> None:
    """While the editions are gathered, beside the results or in a temporary folder: a sentence, and with room it goes
    on."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    asked: list[str | Path] = [path, "-o", tmp_path / "out"] if keep else [path]
    with monkeypatch.context() as patch:
        patch.setattr(gathering, "put_parquet", full)
        stopped = _audited(*asked)
    assert stopped.exit_code == 2
    assert "could not be written" in stopped.stderr
    assert "None" not in stopped.stderr
    assert _audited(*asked, *(["--resume"] if keep else [])).exit_code == 1


def test_of_two_readings_of_one_edition_the_first_counts(path: Path, tmp_path: Path) -> None:
    """A file and what ``convert`` made of it are one edition; if somebody changed the latter, both ways of auditing
    take the former."""
    with Archive(path) as archive:
        (edition,) = archive.editions(archive.standing()[3:4])
    changed = replace(edition, items=tuple(replace(i, text="別の記載") for i in edition.items))
    (tmp_path / "again.json").write_text(to_json([changed]), encoding="utf-8")
    before = _audited(path, "--format", "json").stdout
    added = command("archive", "add", path, tmp_path / "again.json")
    assert added.exit_code == 0, added.output
    assert _audited(path, "--format", "json").stdout == before
    usual = json.loads(command("audit", path, "--format", "json").stdout)
    assert usual["summary"] == json.loads(before)["summary"]
