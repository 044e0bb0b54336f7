"""Options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from pia_audit.cli.language import LANG_HELP, language, stop
from pia_audit.cli.output import tell
from pia_audit.japanese.dates import parse_date
from pia_audit.messages.wording import LANGUAGES, Wording
from pia_audit.rules.directory import beginning_with, names_a_rule, nearest_rules, running, unusable

F = TypeVar("F", bound=Callable[..., Any])


def spoken(command: F) -> F:
    """``--lang`` and ``--quiet``."""
    quiet = click.option("-q", "--quiet", is_flag=True, help="補足の表示を省きます / leaves out the notes on stderr.")
    return click.option("--lang", is_eager=True, type=click.Choice(LANGUAGES), help=LANG_HELP)(quiet(command))


_FORM = "出力の形式（省くと -o の拡張子によります） / output format; without it the suffix of -o decides."
_FILE = "画面の代わりに、このファイルに書き出します / writes to this file instead of the screen."


def common(*formats: str, by_suffix: bool = True, folder: bool = False, output: str = _FILE) -> Callable[[F], F]:
    """``--format`` (of the given ones), ``-o`` (a file, or a ``folder`` as well), ``--lang`` and ``--quiet``.

    ``by_suffix``: the name given to ``-o`` decides the format where ``--format`` does not; ``output``: the help of
    ``-o``.
    """

    def add(command: F) -> F:
        for option in (
            click.option("--format", "form", type=click.Choice(formats), callback=_form_of(formats, by_suffix),
                         show_default=formats[0], help=_FORM if by_suffix else "表示の形式 / format of what is shown."),
            click.option("-o", "--output", is_eager=True, type=click.Path(dir_okay=folder, path_type=Path),
                         help=output),
        ):  # fmt: skip
            command = option(command)
        return spoken(command)

    return add


SUFFIXES = {".txt": "table", ".json": "json", ".csv": "csv", ".md": "markdown", ".html": "html", ".htm": "html",
            ".xlsx": "xlsx", ".sarif": "sarif"}  # fmt: skip
"""The format that a file's suffix asks for where ``--format`` does not."""


_FOREIGN = (".xls", ".xlsm", ".xlsb", ".ods", ".doc", ".docx", ".odt", ".pdf", ".rtf", ".tsv", ".xml", ".yaml", ".yml")
"""Suffixes of formats that no command writes: text under such a name opens in no program, or in the wrong one."""


def no_form(form: str, output: Path | None, lang: str) -> str:
    """That a command does not write the format that was asked for, or that the file's suffix asks for."""
    return Wording(lang).say("settings", "usage.no_form", form=form, path=output)


def _form_of(formats: tuple[str, ...], by_suffix: bool) -> Callable[[click.Context, click.Parameter, str | None], str]:
    """The format: the one named, else the one the file's suffix asks for, else the first."""

    def form(ctx: click.Context, param: click.Parameter, value: str | None) -> str:  # noqa: ARG001
        if str(ctx.params.get("output") or "").startswith("--"):  # the next option, taken for the file that is missing
            raise click.BadOptionUsage("-o", "-o", ctx)
        output = ctx.params.get("output") if by_suffix else None
        ending = output.suffix.lower() if output else ""
        default_form = (
            ending[1:] if ending[1:] in formats or ending in _FOREIGN else formats[0]
        )  # a format may name its suffix
        chosen = value or SUFFIXES.get(ending, default_form)
        if chosen not in formats:
            stop(no_form(value or ending, output, language(ctx.params.get("lang"))))
        if chosen == "xlsx" and output is None:
            stop(Wording(language(ctx.params.get("lang"))).ui("usage_needs_output", form=chosen))
        return chosen

    return form


def _codes(ctx: click.Context, param: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names, several in one word parted by commas; refuse what names no rule, or a typing error looks clean."""
    names = tuple(name for word in names for name in re.split("[,、，]", word.strip()))
    if names:
        for name in names:
            if not names_a_rule(name):
                lang = language(ctx.params.get("lang"))
                tell(unusable(), lang)  # it may be a rule of a package that was left out
                raise click.BadParameter(no_rule(name, Wording(lang)), ctx, param)
    return names


def no_rule(name: str, wording: Wording) -> str:
    """That no single rule has that name, with those it may mean, and where all of them are listed."""
    if several := beginning_with(name.strip()):
        return wording.ui("usage_several_rules", name=name, names=wording.listed(several))
    near = nearest_rules(name)
    return wording.ui("usage_no_rule_near" if near else "usage_no_rule", name=name, near=wording.listed(near))


def complete_codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """The codes and names of rules that begin as typed, each with what it is about."""
    lang = language(None)
    return [
        CompletionItem(name, help=e.prose(lang).title)
        for e in running()
        for name in (e.code, e.slug)
        if name.startswith(incomplete)
    ]


def configured(command: F) -> F:
    """``--config``."""
    help_text = (
        "設定ファイル（既定は作業フォルダー又はその上のフォルダーの pia-audit.toml）"
        " / settings file (default: pia-audit.toml in the working folder or above it)."
    )
    return click.option("--config", type=click.Path(path_type=Path), help=help_text)(command)


def dated(command: F) -> F:
    """``--as-of``."""
    help_text = "この日を今日とみなします（既定は実際の今日） / takes this day for today (default: the real one)."
    return click.option("--as-of", type=Day(), help=help_text)(command)


def selecting(command: F) -> F:
    """Which rules run, which findings count, and where the settings are."""
    for option in (
        click.option("--select", multiple=True, metavar="CODE", callback=_codes,
                     shell_complete=complete_codes,
                     help="この規則だけを確かめます（既定はすべて） / checks only these rules (default: all)."),
        click.option("--ignore", multiple=True, metavar="CODE", callback=_codes,
                     shell_complete=complete_codes,
                     help="この規則を除きます / leaves out these rules."),
        click.option("--fail-on", type=click.Choice(("error", "warning", "info", "never")), default="error",
                     show_default=True,
                     help="この区分以上の指摘で終了コードを1とします（error エラー、warning 注意、info 参考、never"
                     " 常に0） / least severity that makes the exit status 1."),
        click.option("--min-confidence", type=click.Choice(("high", "medium", "low")), default="low",
                     show_default=True, help="示す指摘の確度の下限（high 高、medium 中、low 低）"
                     " / least confidence of the findings shown."),
        configured,
        dated,
        click.option("--baseline", type=click.Path(dir_okay=False, path_type=Path),
                     help="このファイルの前回の指摘と比べます / tells new findings from those of this file."),
        click.option("--write-baseline", is_flag=True,
                     help="--baseline のファイルを今回の指摘で書き直します"
                     " / writes the findings of this run into the --baseline file."),
    )[::-1]:  # fmt: skip  # the last to be added is the first on the help page
        command = option(command)
    return command


if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    _OfDates = click.ParamType[date]
else:
    _OfDates = click.ParamType  # it takes a parameter since Click 8.4 only


class Day(_OfDates):
    """A date in any notation the reports use."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value

        span = parse_date(str(value))
        if span is None or span.precision != "day":
            self.fail(
                Wording(language((ctx.params if ctx else {}).get("lang"))).ui("usage_bad_date", text=value), param, ctx
            )
        return span.start
