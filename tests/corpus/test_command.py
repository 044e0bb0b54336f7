"""``audit CORPUS`` on the command line: what it prints, keeps and returns."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from corpora import REPORTS

from pia_audit import corpus
from pia_audit.cli import group
from pia_audit.corpus import Layout
from pia_audit.corpus import summary as corpus_summary
from pia_audit.corpus.layout import HEAD
from pia_audit.corpus.partition_audit import failed
from pia_audit.messages.wording import LANGUAGES, Wording


def audit(*args: object) -> Result:
    """Run the command in this process; it must end with a status."""
    result = CliRunner().invoke(group, ["audit", "--lang", "en", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_counts_and_where_the_findings_are(stored: Layout, tmp_path: Path) -> None:
    """The table counts by rule; the folder holds a file for each partition."""
    folder = tmp_path / "out"
    result = audit(stored.path, "-o", folder, "--jobs", 1)
    assert result.exit_code == 1
    assert f"{REPORTS} reports audited ({2 * REPORTS} editions" in result.stdout
    assert f"Findings: {folder / 'findings'}" in result.stdout
    assert sorted(p.suffix for p in (folder / "findings").iterdir()) == [".parquet"] * 4


def test_the_same_as_json(stored: Layout, tmp_path: Path) -> None:
    """Counts as data; the lines of JSON Lines are as many as the counts say."""
    folder = tmp_path / "out"
    document = json.loads(audit(stored.path, "--format", "json", "-o", folder, "--jobs", 1).stdout)
    kept = audit(stored.path, "--format", "jsonl", "-o", tmp_path / "lines", "--jobs", 1)
    parts = (tmp_path / "lines" / "findings").iterdir()
    lines = [json.loads(line) for p in parts for line in p.read_text("utf-8").splitlines()]
    assert document["reports"] == REPORTS
    assert (
        len(lines)
        == sum(document["summary"].values())
        == sum(n for c in document["rules"].values() for n in c.values())
    )
    assert kept.exit_code == 1


def test_without_a_folder_the_findings_are_only_counted(stored: Layout) -> None:
    """And it is said."""
    result = audit(stored.path, "--jobs", 1)
    assert "Name a folder with -o" in result.stdout


def test_fail_on_and_selection_hold(stored: Layout) -> None:
    """As for single reports."""
    assert audit(stored.path, "--jobs", 1, "--fail-on", "never").exit_code == 0
    chosen = json.loads(audit(stored.path, "--jobs", 1, "--select", "PIA7", "--format", "json").stdout)
    assert all(c.startswith("PIA7") for c in chosen["rules"])


def test_resume(stored: Layout, tmp_path: Path) -> None:
    """A second run into the same folder is refused without --resume, and changes nothing with it."""
    folder = tmp_path / "out"
    first = audit(stored.path, "-o", folder, "--jobs", 1)
    refused = audit(stored.path, "-o", folder, "--jobs", 1)
    assert refused.exit_code == 2
    assert "--resume" in refused.stderr
    again = audit(stored.path, "-o", folder, "--jobs", 1, "--resume")
    assert (again.exit_code, again.stdout) == (first.exit_code, first.stdout)
    other = audit(stored.path, "-o", folder, "--jobs", 1, "--resume", "--ignore", "PIA7")
    assert other.exit_code == 2
    assert "rules or settings" in other.stderr
    assert audit(stored.path, "--resume").exit_code == 2


def test_an_interruption_is_told(stored: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How far it came and how to go on; no traceback."""

    def interrupt(_: object, done: int, _of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("pia_audit.cli.output.Progress.__call__", interrupt)
        result = audit(stored.path, "-o", tmp_path / "out", "--jobs", 1)
    assert result.exit_code == 2
    assert "2 of 4 partitions" in result.stderr
    assert audit(stored.path, "-o", tmp_path / "out", "--jobs", 1, "--resume").exit_code == 1


@pytest.mark.parametrize(
    "more", [("--format", "jsonl"), ("--format", "parquet"), ("--resume",), ("--jobs", "2"), ("--dask", "local:2")]
)
def test_what_only_a_corpus_has_is_refused_for_files(sample_path: Path, more: tuple[str, ...]) -> None:
    """A single report has no partitions."""
    result = audit(sample_path, *more)
    assert result.exit_code == 2
    assert more[0] in result.stderr


def test_wrong_inputs_are_told(stored: Layout, sample_path: Path, tmp_path: Path) -> None:
    """A corpus among files, a damaged head, a file as the folder of results, a cluster that is none."""
    assert "by itself" in audit(stored.path, sample_path).stderr
    assert audit(stored.path, "-o", sample_path).exit_code == 2
    assert "local:2" in audit(stored.path, "--dask", "nowhere").stderr
    (tmp_path / HEAD).write_text("{")
    assert audit(tmp_path).exit_code == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_words(stored: Layout, lang: str) -> None:
    """The codes that name why a partition, a folder or a cluster cannot be used are all in the catalogue."""
    sources = Path(corpus.__file__).parent.glob("*.py")
    text = "".join(p.read_text(encoding="utf-8") for p in sources)
    words = Wording(lang)
    reasons = sorted(set(re.findall(r'"(partition-[a-z]+)"', text)))
    assert len(reasons) >= 5
    for code in reasons:
        outcome = failed(stored, 0, code, "{x} {")
        assert str(stored.file("editions", 0)) in corpus_summary.as_text(corpus_summary.summary([outcome]), None, lang)
    for kind, section in (("BadResults", "results"), ("BadCluster", "dask")):
        for code in set(re.findall(rf'{kind}\((?:\w+, )?"([a-z-]+)"', text)):
            assert words.say("partitions", f"{section}.{code}", path="p", what="w", address="a", reason="r")
    for what in ("program", "corpus", "partitions", "form", "lang", "options", "pia_audit_results"):
        assert words.say("partitions", f"what.{what}")
