"""``audit``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pia_audit.audits.settings import load as load_settings
from pia_audit.cli import corpus_options
from pia_audit.cli.audit_corpus import Request, audited
from pia_audit.cli.audit_options import audit_options, baseline_of, judged, renew, status
from pia_audit.cli.audit_output import FORMATS, hand_over
from pia_audit.cli.decision_options import deciding, with_decisions
from pia_audit.cli.help import verb
from pia_audit.cli.language import language
from pia_audit.cli.options import common, selecting
from pia_audit.cli.output import Progress, notes
from pia_audit.model.frames import Corpus
from pia_audit.readers import read_paths
from pia_audit.reports import report as model

_OUTPUT = (
    "画面の代わりに、このファイル（評価書の集まりと保管ファイルでは、新しいフォルダー）に書き出します"
    " / writes to this file (for a corpus or an archive: a new folder) instead of the screen."
)


@verb(
    "audit",
    epilog="pia-audit audit data/meguro-14/2026-03-18.txt --select PIA3\n"
    "pia-audit audit data/tebiki-01 -o findings.xlsx\n"
    "pia-audit audit data/meguro-14/2026-03-18.txt --baseline known.json --write-baseline",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@common(*FORMATS, *corpus_options.FORMS, folder=True, output=_OUTPUT)
@selecting
@deciding
@corpus_options.of_corpora
@click.pass_context
def audit_command(
    ctx: click.Context, paths: tuple[str, ...], form: str, output: Path | None, lang: str | None, quiet: bool,
    select: tuple[str, ...], ignore: tuple[str, ...], fail_on: str, min_confidence: str, config: Path | None,
    as_of: date | None, baseline: Path | None, write_baseline: bool, decisions: Path | None, resume: bool,
    jobs: int | None, dask: str | None,
) -> None:  # fmt: skip
    """評価書を検査し、確認を要する点を示します / checks reports and shows what to look at."""
    lang = language(lang)
    options = load_settings(config)
    if corpus_options.means_corpus(paths, lang, archives=True):
        corpus_options.refuse_single(paths[0], form, lang, baseline=baseline, write_baseline=write_baseline)
        chosen = audit_options(options, select=select, ignore=ignore, min_confidence=min_confidence, as_of=as_of)
        request = Request(paths[0], chosen, options, form, output, lang, quiet, resume, jobs, dask, fail_on, decisions)
        ctx.exit(audited(request))
    corpus_options.refuse(form, lang, output, resume=resume, jobs=jobs, dask=dask)
    baseline_entries = baseline_of(baseline, lang, renew=write_baseline)
    reading = read_paths(paths, Progress(quiet=quiet))
    editions, unread = reading.editions, reading.unread
    notes(editions, lang, quiet=quiet)
    result = judged(
        Corpus.of(editions, unread), options, select=select, ignore=ignore, min_confidence=min_confidence,
        as_of=as_of, baseline=baseline_entries,
    )  # fmt: skip
    lost = (*unread, *(u for e in editions for u in e.unread))
    result = with_decisions(result, decisions, options, as_of, lost)
    report = model.build(result, lang, lost, reading.files)
    hand_over(form, result, report, output, quiet=quiet)
    renew(baseline, result, lang, wanted=write_baseline)
    ctx.exit(status(result, lost, fail_on))
