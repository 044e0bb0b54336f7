"""``trends``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click
import polars as pl

from pia_audit import verbs
from pia_audit.archive import Archive, ArchiveError
from pia_audit.archive import text as archive_text
from pia_audit.archive.signature import is_archive
from pia_audit.cli.corpus_options import means_corpus
from pia_audit.cli.help import verb
from pia_audit.cli.language import language, stop
from pia_audit.cli.options import spoken
from pia_audit.cli.output import Progress, emit, incomplete, notes, refused, tell
from pia_audit.corpus import rates as counting
from pia_audit.corpus import scan
from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.readers import read_all
from pia_audit.statistics import NAMES, Trends
from pia_audit.statistics.output import folder
from pia_audit.statistics.output import table_text as tables
from pia_audit.statistics.periods import Period

if TYPE_CHECKING:
    from pia_audit.model import Edition

Lost = tuple[Unread, ...]


@verb(
    "trends",
    epilog="pia-audit trends data/meguro-14/2026-03-18.txt --only timing\npia-audit trends data -o trends",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@click.option(
    "--period",
    type=click.Choice(get_args(Period)),
    default="fiscal-year",
    show_default=True,
    help="数える期間（fiscal-year 年度、year 年、quarter 四半期、month 月） / period to count by.",
)
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(NAMES),
    metavar="TABLE",
    help="この表だけを示します（既定はすべて、-o のないとき） / shows only these tables (default: all; without -o).",
)
@click.option(
    "--rates",
    is_flag=True,
    help="記録のない変更とつながらない行の割合も数えます（評価書の集まりのみ） / counts rates too (of a corpus only).",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 512),
    metavar="N",
    help="--rates のプロセスの数（既定は CPU の数） / number of processes of --rates (default: one per core).",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="画面に出す形式（-o のないとき） / format of what is shown (without -o).",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="図、表、ページをこのフォルダーに書き出します / writes figures, tables and a page into this folder.",
)
@spoken
@click.pass_context
def trends_command(
    ctx: click.Context, paths: tuple[str, ...], period: Period, only: tuple[str, ...], rates: bool, jobs: int | None,
    form: str, output: Path | None, lang: str | None, quiet: bool,
) -> None:  # fmt: skip
    """変更の傾向を、期間・項目・提出時期などごとに数えます / counts changes by period, item, timing and more."""
    lang = language(lang)
    if means_corpus(paths, lang):
        trends, lost = _of_corpus(paths[0], period, rates=rates, jobs=jobs, quiet=quiet)
    else:
        editions, lost = _editions(paths, lang, quiet=quiet)
        trends = verbs.trends(editions, period)
    try:
        if output is None:
            writer = tables.as_json_text if form == "json" else tables.as_text
            emit(writer(trends, only, lost, lang), None, lang)
        else:
            _folder(trends, output, lost, lang, quiet=quiet)
    except _damage() as error:
        stop(Wording(lang).say("trends", "ui.damaged", path=paths[0], reason=str(error)[:200]))
    ctx.exit(2 if incomplete(lost) else 0)


def _damage() -> tuple[type[BaseException], ...]:
    """What a file of a corpus may raise that is damaged inside."""
    return (pl.exceptions.PolarsError, pl.exceptions.PanicException)


def _editions(paths: tuple[str, ...], lang: str, *, quiet: bool) -> tuple[list[Edition], Lost]:
    """The editions in files and folders or in an archive, or exit status 2 when there is none."""
    wording = Wording(lang)
    if any(map(is_archive, paths)):
        if len(paths) > 1:
            stop(wording.say("trends", "ui.archive_alone"))
        editions = _archived(Path(paths[0]), lang)
        unread: Sequence[Unread] = ()
    else:
        editions, unread = read_all(paths, Progress(quiet=quiet))
    notes(editions, lang, quiet=quiet)
    lost = (*unread, *(u for e in editions for u in e.unread))
    if not editions:
        tell(lost, lang)
        stop(wording.ui("usage_no_report"))
    return editions, lost


def _archived(path: Path, lang: str) -> list[Edition]:
    try:
        with Archive(path) as archive:
            return archive.editions()
    except ArchiveError as why:
        stop(archive_text.error(why, Wording(lang)))
        raise AssertionError from why  # stop never returns


def _of_corpus(path: str, period: Period, *, rates: bool, jobs: int | None, quiet: bool) -> tuple[Trends, Lost]:
    """The trends of a corpus, counted from its files as they are, and what they leave out."""
    numbers, lost = counting.readable(path)
    frames = scan(path, numbers)
    trends = verbs.trends(frames, period)
    if rates:
        counted = counting.counted(path, period, numbers, jobs, Progress(quiet=quiet))
        trends = trends.having(rates=counted.by_period, body_rates=counted.by_body)
        lost += counted.lost
    return trends, (*lost, *counting.noted(path, frames))


def _folder(trends: Trends, output: Path, lost: Lost, lang: str, *, quiet: bool) -> None:
    """Write the folder, and say on stderr what could not be read or written whole."""
    wording = Wording(lang)
    if output.exists() and not output.is_dir():
        stop(wording.say("trends", "ui.not_a_folder", path=output))
    with refused(output, lang):
        paths, notices = folder.write(trends, output, lost, lang)
    tell(lost, lang)
    for sentence in notices:
        click.echo(sentence, err=True)
    if not quiet:
        click.echo(wording.say("trends", "ui.wrote", folder=output, count=len(paths)), err=True)
