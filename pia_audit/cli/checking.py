"""``audit``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pia_audit.cli.decided import deciding, told_standings, with_decisions, with_standings
from pia_audit.cli.options import Progress, common, emit, language, notes, selecting


@click.command("audit", epilog="例 / example:  pia-audit audit data/meguro-14/2026-03-18.txt --select PIA3")
@click.argument("paths", nargs=-1, required=True)
@common("table", "json")
@selecting
@deciding
@click.pass_context
def audit_command(
    ctx: click.Context, paths: tuple[str, ...], form: str, output: Path | None, lang: str | None, quiet: bool,
    select: tuple[str, ...], ignore: tuple[str, ...], fail_on: str, min_confidence: str, config: Path | None,
    as_of: date | None, decisions: Path | None,
) -> None:  # fmt: skip
    """評価書を検査し、確認を要する点を示します / check reports.

    PATHS はファイル又はフォルダーです。終了コード: 0 指摘なし、1 指摘あり、2 読み取れない入力あり。
    """
    from pia_audit.cli.judging import judged, settings_of, status
    from pia_audit.model import Corpus
    from pia_audit.readers import read_all
    from pia_audit.reports import as_json, model, table

    lang = language(lang)
    options = settings_of(config, lang)
    editions, unread = read_all(paths, Progress(quiet=quiet))
    notes(editions, lang, quiet=quiet)
    result = judged(
        Corpus.of(editions, unread), options, select=select, ignore=ignore, min_confidence=min_confidence, as_of=as_of
    )
    lost = (*unread, *(u for e in editions for u in e.unread))
    result = with_decisions(result, decisions, options, as_of, lang, lost)
    report = model.build(result, lang, lost)
    if form == "json":
        emit(as_json.audit(report, with_standings(result, lang)), output, lang)
    else:
        emit(table.audit(report) + told_standings(result, lang), output, lang)
    ctx.exit(status(result, lost, fail_on))
