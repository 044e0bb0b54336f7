"""``convert``."""

from __future__ import annotations

from pathlib import Path

import click

from pia_audit.cli.convert_corpus import SUFFIX, gathered
from pia_audit.cli.help import verb
from pia_audit.cli.language import language, stop
from pia_audit.cli.options import spoken
from pia_audit.cli.output import incomplete, notes, refused, save, tell, wrote
from pia_audit.messages.wording import Wording
from pia_audit.readers import read_all, report_data, stored_editions
from pia_audit.reports import edition_workbook as workbook


@verb(
    "convert",
    epilog="pia-audit convert data/meguro-14/2026-03-18.txt report.json\npia-audit convert data/tebiki-01 town.corpus",
)
@click.argument("source", type=click.Path())
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--partitions", type=click.IntRange(1, 99_999), metavar="N",
    help="評価書の集まりの区画の数（既定は1,000版に一つ）"
    " / number of partitions of a corpus (default: one per 1,000 editions).",
)  # fmt: skip
@spoken
@click.pass_context
def convert_command(
    ctx: click.Context, source: str, target: Path, partitions: int | None, lang: str | None, quiet: bool
) -> None:
    """評価書を .json、.parquet、.xlsx 又は評価書の集まり（.corpus）に変換します
    / converts reports to .json, .parquet, .xlsx or a corpus (.corpus).
    """
    lang = language(lang)
    wording = Wording(lang)
    if target.suffix.lower() == SUFFIX:
        lost = gathered(source, target, partitions, lang, quiet=quiet)
        wrote(target, lang)
        ctx.exit(2 if incomplete(lost) else 0)
    if partitions is not None:
        stop(wording.say("partitions", "gather.only"))
    if target.is_dir():
        stop(wording.say("partitions", "corpus.folder", path=target))
    editions, unread = read_all([source])
    lost = [*unread, *(u for e in editions for u in e.unread)]
    notes(editions, lang, quiet=quiet)
    tell(lost, lang)
    if not editions:
        stop(wording.ui("usage_no_report"))
    kind = target.suffix.lower()
    if kind == ".json":
        save(report_data.to_json(editions).encode("utf-8"), target, lang)
    elif kind == ".parquet":
        save(stored_editions.to_parquet(editions), target, lang)
    elif kind == ".xlsx":
        with refused(target, lang):
            cut = workbook.write(editions, target, lang)
        wrote(target, lang)
        if cut:
            click.echo(wording.ui("cut_in_workbook", count=cut), err=True)
    else:
        stop(wording.ui("usage_no_target", name=target.name))
    ctx.exit(2 if incomplete(lost) else 0)
