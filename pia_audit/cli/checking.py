"""``audit``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pia_audit.cli import corpora
from pia_audit.cli.options import Progress, common, emit, language, notes, selecting


@click.command("audit", epilog="例 / example:  pia-audit audit data/meguro-14/2026-03-18.txt --select PIA3")
@click.argument("paths", nargs=-1, required=True)
@common("table", "json", *corpora.FORMS, folder=True)
@selecting
@corpora.of_corpora
@click.pass_context
def audit_command(
    ctx: click.Context, paths: tuple[str, ...], form: str, output: Path | None, lang: str | None, quiet: bool,
    select: tuple[str, ...], ignore: tuple[str, ...], fail_on: str, min_confidence: str, config: Path | None,
    as_of: date | None, resume: bool, jobs: int | None, dask: str | None,
) -> None:  # fmt: skip
    """評価書を検査し、確認を要する点を示します / check reports.

    PATHS はファイル又はフォルダーです。終了コード: 0 指摘なし、1 指摘あり、2 読み取れない入力あり。
    """
    from pia_audit.cli.judging import audit_options, judged, settings_of, status
    from pia_audit.model import Corpus
    from pia_audit.readers import read_all
    from pia_audit.reports import as_json, model, table

    lang = language(lang)
    options = settings_of(config, lang)
    if corpora.asked(paths, lang):
        chosen = audit_options(options, select=select, ignore=ignore, min_confidence=min_confidence, as_of=as_of)
        ctx.exit(
            corpora.audited(paths[0], chosen, form=form, output=output, lang=lang, quiet=quiet, resume=resume,
                            jobs=jobs, dask=dask, fail_on=fail_on)
        )  # fmt: skip
    corpora.refuse(form, lang, resume=resume, jobs=jobs, dask=dask)
    editions, unread = read_all(paths, Progress(quiet=quiet))
    notes(editions, lang, quiet=quiet)
    result = judged(
        Corpus.of(editions, unread), options, select=select, ignore=ignore, min_confidence=min_confidence, as_of=as_of
    )
    lost = (*unread, *(u for e in editions for u in e.unread))
    report = model.build(result, lang, lost)
    emit(as_json.audit(report) if form == "json" else table.audit(report), output, lang)
    ctx.exit(status(result, lost, fail_on))
