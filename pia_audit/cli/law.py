"""``law`` and its verbs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pia_audit.cli.help import Verbs
from pia_audit.cli.language import language, speaking, stop
from pia_audit.cli.options import Day, common, spoken
from pia_audit.cli.output import emit
from pia_audit.law.added import add, remove, texts
from pia_audit.law.egov import LawError
from pia_audit.messages.wording import Wording
from pia_audit.reports import law_text


@click.group("law", cls=Verbs, epilog="pia-audit law show")
@speaking
def law_command() -> None:
    """法令の表がいつまで分かるかを示し、新しい条文を加えます
    / tells how far the law's tables are known, and takes in a newer text.
    """


@law_command.command("show", epilog="pia-audit law show\npia-audit law show --format json")
@common("table", "json")
def show_command(form: str, output: Path | None, lang: str | None, quiet: bool) -> None:  # noqa: ARG001
    """表ごとに、分かっている期間と項の数を示します / shows each table, its days and its items."""
    lang = language(lang)
    emit(law_text.show_json() if form == "json" else law_text.show_table(lang), output, lang)


@law_command.command("add", epilog="pia-audit law add --help")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--day", type=Day(), help="条文の施行日（ファイル名から分からないとき）"
              " / the day of the text, where the file's name does not say it.")  # fmt: skip
@click.option("--known-until", "until", type=Day(), help="この日まで改正がないことを確かめた日（既定は条文の施行日）"
              " / the day up to which the text is known to hold (default: its own day).")  # fmt: skip
@spoken
@click.pass_context
def add_command(
    ctx: click.Context, files: tuple[Path, ...], day: date | None, until: date | None, lang: str | None, quiet: bool
) -> None:
    """e-Gov の法令XMLを読み、付属の表の続きに加えます / adds an e-Gov law XML to what is shipped."""
    wording = Wording(language(lang))
    failed = False
    for path in files:
        try:
            text = add(path, day, until)
        except LawError as why:
            failed = True
            click.echo(law_text.error(path, why, wording), err=True)
            continue
        if not quiet:
            emit(law_text.added(text, wording, date.today()), None, wording.lang)
    ctx.exit(2 if failed else 0)


@law_command.command("remove", epilog="pia-audit law remove --help")
@click.argument("names", nargs=-1, required=True, metavar="NAME...|all")
@spoken
def remove_command(names: tuple[str, ...], lang: str | None, quiet: bool) -> None:
    """加えた条文を除きます（付属の表は残ります） / removes texts that were added; what is shipped stays."""
    wording = Wording(language(lang))
    added_texts, broken = texts()
    all_names = [*(a.name for a in added_texts), *broken]
    chosen = all_names if names == ("all",) else list(names)
    missing = [name for name in chosen if name not in all_names]
    if missing:
        stop(wording.say("law", "remove.no_text", name=missing[0]))
    if not chosen and not quiet:
        emit(wording.say("law", "remove.none") + "\n", None, wording.lang)
    for name in chosen:
        remove(name)
        if not quiet:
            emit(wording.say("law", "remove.done", name=name) + "\n", None, wording.lang)
