"""``audit``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from msgspec.structs import replace

from pia_audit.audit_request import Request, run_audit
from pia_audit.cli import corpus_options
from pia_audit.cli.audit_options import baseline_of, renew
from pia_audit.cli.audit_output import FORMATS, hand_over
from pia_audit.cli.decision_options import deciding, loaded
from pia_audit.cli.help import verb
from pia_audit.cli.language import language
from pia_audit.cli.options import common, selecting
from pia_audit.cli.output import Progress, emit, notes
from pia_audit.cli.settings_options import Input, excluding, settings_of, showing, shown, tell_files, tell_rules
from pia_audit.model.frames import Corpus
from pia_audit.readers import read_paths

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
@click.argument("paths", cls=Input, nargs=-1, required=True, type=click.Path())
@common(*FORMATS, *corpus_options.FORMS, folder=True, output=_OUTPUT)
@selecting
@excluding
@deciding
@showing
@corpus_options.of_corpora
@click.pass_context
def audit_command(
    ctx: click.Context, paths: tuple[str, ...], form: str, output: Path | None, lang: str | None, quiet: bool,
    select: tuple[str, ...], ignore: tuple[str, ...], fail_on: str, min_confidence: str, config: Path | None,
    as_of: date | None, baseline: Path | None, write_baseline: bool, decisions: Path | None, resume: bool,
    jobs: int | None, dask: str | None, exclude: tuple[str, ...], show_settings: bool, verbose: bool,
) -> None:  # fmt: skip
    """評価書を検査し、確認を要する点を示します / checks reports and shows what to look at."""
    lang = language(lang)
    settings = settings_of(config, lang, quiet=quiet or show_settings, exclude=exclude)
    if show_settings:
        emit(shown(ctx, settings, lang), output, lang)
        return
    request = Request(settings, select, ignore, min_confidence, as_of)
    means_corpus = corpus_options.means_corpus(paths, lang, archives=True)
    if means_corpus and exclude:
        corpus_options.refuse_single(paths[0], form, lang, exclude=exclude)
    parted = {"resume": resume, "jobs": jobs, "dask": dask}
    if means_corpus and corpus_options.goes_by_partition(paths[0], form, lang, output, **parted):
        corpus_options.refuse_single(paths[0], form, lang, baseline=baseline, write_baseline=write_baseline)
        from pia_audit.cli.audit_corpus import CorpusRequest, audited  # corpora alone need it, and all it loads

        corpus_request = CorpusRequest(
            paths[0],
            request.options(),
            request.settings,
            form,
            output,
            lang,
            quiet,
            resume,
            jobs,
            dask,
            fail_on,
            decisions,
        )
        ctx.exit(audited(corpus_request))
    corpus_options.refuse(form, lang, output, **parted)
    request = replace(request, baseline=baseline_of(baseline, lang, renew=write_baseline), decisions=loaded(decisions))
    if means_corpus:
        from pia_audit.cli.audit_archive import holdings  # most audits are of files

        contents = holdings(Path(paths[0]), lang)
        editions, unread, files = contents.editions, contents.notes, contents.files
        request = replace(request, decisions=(*contents.decisions, *request.decisions))
    else:
        reading = read_paths(paths, Progress(quiet=quiet), settings.exclude)
        editions, unread, files = tuple(reading.editions), tuple(reading.unread), tuple(reading.files)
    notes(editions, lang, quiet=quiet)
    lost = (*unread, *(u for e in editions for u in e.unread))
    report = run_audit(Corpus.of(editions, unread), request, lang, lost=lost, files=files)
    if verbose and not quiet:
        tell_files(files, lang)
        tell_rules(report.audit, lang)
    hand_over(form, report, output, quiet=quiet)
    renew(baseline, report.audit, lang, wanted=write_baseline)
    ctx.exit(report.status(fail_on))
