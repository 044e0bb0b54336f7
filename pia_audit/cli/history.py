"""``log``, ``show`` and ``blame``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pia_audit.cli.help import verb
from pia_audit.cli.language import language, stop
from pia_audit.cli.options import Day, common
from pia_audit.cli.output import columns, emit, notes
from pia_audit.history.corpus_replay import replayed
from pia_audit.messages.wording import Wording
from pia_audit.model import Edition, Unread
from pia_audit.model.frames import Corpus
from pia_audit.readers import read
from pia_audit.reports import history_text as past
from pia_audit.reports.screen import unread


@verb("log", epilog="pia-audit log data/meguro-14/2026-03-18.txt")
@click.argument("report", type=click.Path())
@common("table", "json")
def log_command(report: str, form: str, output: Path | None, lang: str | None, quiet: bool) -> None:
    """変更の履歴を日付ごとに、前後のつながりとともに示します
    / shows the history day by day, and whether the changes follow on.
    """
    lang = language(lang)
    edition = _one_report(report, lang, quiet=quiet)
    corpus = replayed(Corpus.of([edition]))
    width = columns() if output is None else None
    text = past.log_json(corpus, edition) if form == "json" else past.log_table(corpus, edition, lang, width)
    emit(text, output, lang)


@verb("show", epilog="pia-audit show data/meguro-14/2026-03-18.txt --at 2021-10-01")
@click.argument("report", type=click.Path())
@click.option(
    "--at", type=Day(), help="この日の時点の記載を示します（既定は今の記載） / the day (default: as it stands)."
)
@common("table", "json")
def show_command(report: str, at: date | None, form: str, output: Path | None, lang: str | None, quiet: bool) -> None:
    """評価書の記載を、今の姿又はある日の姿で示します / shows the report as it stands, or as it stood on a day."""
    lang = language(lang)
    edition = _one_report(report, lang, quiet=quiet)
    corpus = replayed(Corpus.of([edition]))
    width = columns() if output is None else None
    text = past.show_json(corpus, edition, at) if form == "json" else past.show_table(corpus, edition, at, lang, width)
    emit(text, output, lang)


@verb("blame", epilog="pia-audit blame data/meguro-14/2026-03-18.txt --item network.legal_basis")
@click.argument("report", type=click.Path())
@click.option(
    "--item", help="項目のID又は様式の項目名（既定はすべて） / id of an item, or its label in the form (default: all)."
)
@common("table", "json")
def blame_command(report: str, item: str | None, form: str, output: Path | None, lang: str | None, quiet: bool) -> None:
    """どの記載がどの変更によるものかを示します / shows which row last wrote each passage."""
    lang = language(lang)
    edition = _one_report(report, lang, quiet=quiet)
    items = past.items_by_name(edition, item)
    if not items:
        stop(Wording(lang).ui("usage_no_item", name=item))
    corpus = replayed(Corpus.of([edition]))
    width, json = columns() if output is None else None, form == "json"
    made = past.blame_json(corpus, edition, items) if json else past.blame_table(corpus, edition, items, lang, width)
    emit(made, output, lang)


def _one_report(path: str, lang: str, *, quiet: bool) -> Edition:
    """The report in a file, or exit status 2 with the reason; parts that were not read are told."""
    wording = Wording(lang)
    if Path(path).is_dir():
        stop(wording.say("usage", "usage.one_report", path=path))
    edition = read(path)
    if isinstance(edition, Unread):
        stop(unread([edition], wording))
    notes([edition], lang, quiet=quiet)
    if edition.unread and not quiet:
        click.echo(unread(edition.unread, wording), err=True)
    return edition
