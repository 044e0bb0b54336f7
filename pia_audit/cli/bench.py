"""``bench``: how well this program's answers, or another tool's, agree with the truth of a set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from pia_audit.audit_request import Request, run_audit
from pia_audit.benchmark import scores
from pia_audit.benchmark.truth import BadBenchmark, Truth, document_of, load
from pia_audit.cli.help import verb
from pia_audit.cli.language import cleaned, language
from pia_audit.cli.options import common
from pia_audit.cli.output import Progress, emit, tell
from pia_audit.model.frames import Corpus
from pia_audit.model.json_schema import json_of
from pia_audit.readers import read_paths, report_data
from pia_audit.reports.benchmark_scores import as_text
from pia_audit.reports.json_text import dump


@verb("bench", epilog="pia-audit bench --help")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--results", multiple=True, metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
              help="検査する代わりに、この JSON（指摘 pia-findings/1、読み取り pia-report/1）を採点します"
              " / scores these documents (pia-findings/1, pia-report/1) instead of auditing the set.")  # fmt: skip
@common("table", "json")
def bench_command(
    folder: Path, results: tuple[Path, ...], form: str, output: Path | None, lang: str | None, quiet: bool
) -> None:
    """正解の付いた評価書の集まりで、見つけた誤りと誤った指摘を数えます
    / scores findings on a set of reports whose truth is known.
    """
    lang = language(lang)
    truth = load(folder)
    documents = [(path, document_of(path)) for path in results] or _answers(truth, folder, lang, quiet=quiet)
    answers: list[scores.Answer] = []
    rows: list[scores.RowAnswer] = []
    for path, document in documents:
        if isinstance(document, dict) and "editions" in document:
            rows += scores.rows_of(path, document)
        else:
            answers += scores.answers_of(path, document)
    counted = scores.score(truth, answers, rows)
    text = dump(counted.as_data()) if form == "json" else cleaned(as_text(truth, counted, lang))
    emit(text, output, lang)


def _answers(truth: Truth, folder: Path, lang: str, *, quiet: bool) -> list[tuple[Path, Any]]:
    """What this program answers, as the documents that it writes."""
    files = [folder / name for report in truth.reports for name in report.files]
    missing = next((path for path in files if not path.is_file()), None)
    if missing is not None:
        raise BadBenchmark(missing, "closed", reason="No such file or directory")
    reading = read_paths(files, Progress(quiet=quiet))
    if not quiet:
        tell([u for u in reading.unread if u.fatal], lang)
    report = run_audit(Corpus.of(reading.editions, reading.unread), Request(as_of=truth.as_of), lang)
    editions = report_data.to_json(reading.editions)
    return [(folder, json.loads(report.to_json())), (folder, json_of(editions.encode("utf-8")))]
