"""``trends``."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from pia_audit.cli.options import Progress, emit, incomplete, language, notes, stop, tell
from pia_audit.model import Unread
from pia_audit.reports.wording import LANGUAGES, Wording
from pia_audit.trending import NAMES, Trends
from pia_audit.trending.periods import Period


@click.command("trends", epilog="例 / example:  pia-audit trends data/meguro-14/2026-03-18.txt --only timing")
@click.argument("paths", nargs=-1, required=True)
@click.option("--period", type=click.Choice(get_args(Period)), default="fiscal-year", show_default=True,
              help="数える期間 / period to count by.")
@click.option("--only", multiple=True, type=click.Choice(NAMES), help="この表だけ / only these tables.")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True,
              help="出力の形式（-o のないとき） / output format, without -o.")
@click.option("-o", "--output", type=click.Path(path_type=Path),
              help="図・表・ページを書き出すフォルダー / write figures, tables and a page into this folder.")
@click.option("--lang", is_eager=True, type=click.Choice(LANGUAGES), help="表示の言語 / language (PIA_AUDIT_LANG).")
@click.option("--quiet", is_flag=True, help="補足の表示を省きます / no notes on stderr.")
@click.pass_context
def trends_command(
    ctx: click.Context, paths: tuple[str, ...], period: Period, only: tuple[str, ...], form: str, output: Path | None,
    lang: str | None, quiet: bool,
) -> None:  # fmt: skip
    """変更の傾向を、期間・項目・提出時期などごとに数えます / revisions over time.

    PATHS はファイル又はフォルダーです。-o を付けると、図、表計算ファイル、ページをそのフォルダーに書き出します。
    """
    import pia_audit
    from pia_audit.readers import read_all
    from pia_audit.reports.trends import tables

    lang = language(lang)
    words = Wording(lang)
    editions, unread = read_all(paths, Progress(quiet=quiet))
    notes(editions, lang, quiet=quiet)
    lost = (*unread, *(u for e in editions for u in e.unread))
    if not editions:
        tell(lost, lang)
        stop(words.ui("usage_no_report"))
    found = pia_audit.trends(editions, period)
    if output is None:
        shown = tables.as_json_text if form == "json" else tables.as_text
        emit(shown(found, only, lost, lang), None, lang)
    else:
        _folder(found, output, lost, lang, quiet=quiet)
    ctx.exit(2 if incomplete(lost) else 0)


def _folder(found: Trends, output: Path, lost: tuple[Unread, ...], lang: str, *, quiet: bool) -> None:
    """Write the folder, and say on stderr what could not be read or written whole."""
    from pia_audit.reports.trends import folder

    words = Wording(lang)
    if output.exists() and not output.is_dir():
        stop(words.say("trends", "ui.not_a_folder", path=output))
    try:
        written, told = folder.write(found, output, lost, lang)
    except OSError as error:
        stop(words.ui("usage_cannot_write", path=output, reason=error.strerror or "?"))
    tell(lost, lang)
    for sentence in told:
        click.echo(sentence, err=True)
    if not quiet:
        click.echo(words.say("trends", "ui.wrote", folder=output, count=len(written)), err=True)
