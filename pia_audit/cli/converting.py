"""``convert``."""

from __future__ import annotations

from pathlib import Path

import click

from pia_audit.cli.helping import verb
from pia_audit.cli.options import incomplete, language, notes, refused, save, spoken, stop, tell
from pia_audit.reports.wording import Wording


@verb("convert", epilog="pia-audit convert data/meguro-14/2026-03-18.txt report.json")
@click.argument("source", type=click.Path())
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@spoken
@click.pass_context
def convert_command(ctx: click.Context, source: str, target: Path, lang: str | None, quiet: bool) -> None:
    """評価書を .json、.parquet、.xlsx に変換します / converts reports to .json, .parquet or .xlsx."""
    from pia_audit.readers import read_all, stored

    lang = language(lang)
    words = Wording(lang)
    editions, unread = read_all([source])
    lost = [*unread, *(u for e in editions for u in e.unread)]
    notes(editions, lang, quiet=quiet)
    tell(lost, lang)
    if not editions:
        stop(words.ui("usage_no_report"))
    kind = target.suffix.lower()
    if kind == ".json":
        save(stored.to_json(editions).encode("utf-8"), target, lang)
    elif kind == ".parquet":
        save(stored.to_parquet(editions), target, lang)
    elif kind == ".xlsx":
        from pia_audit.reports import workbook

        with refused(target, lang):
            cut = workbook.write(editions, target, lang)
        if cut:
            click.echo(words.ui("cut_in_workbook", count=cut), err=True)
    else:
        stop(words.ui("usage_no_target", name=target.name))
    ctx.exit(2 if incomplete(lost) else 0)
