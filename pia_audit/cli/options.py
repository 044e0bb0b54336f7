"""Options that several commands share, and how their results leave the program."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pia_audit.cli.console import is_closed, on_terminal, to_nowhere
from pia_audit.messages.wording import LANGUAGES, Wording
from pia_audit.model import NOTICES, Edition, Unread

# What would steer a terminal or turn its writing round; a report's text may hold anything.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

_AS_EXPECTED = ("utf-8", "xlsx", "html", "pdf")

F = TypeVar("F", bound=Callable[..., Any])


LANG = "pia_audit.lang"
"""Where a context keeps the language that the words of the command ask for."""


def language(lang: str | None) -> str:
    """``--lang``, wherever it stands in the command, else the environment's ``PIA_AUDIT_LANG``, else Japanese."""
    context = click.get_current_context(silent=True)
    wanted = lang or (context and context.meta.get(LANG)) or environment_language()
    return wanted if wanted in LANGUAGES else "ja"


def environment_language() -> str:
    """What ``PIA_AUDIT_LANG`` says, which may be no language; blanks about it (``set X=en && …`` leaves one) aside."""
    return os.environ.get("PIA_AUDIT_LANG", "").strip().lower()


def speaking(command: F) -> F:
    """``--lang`` of a group: it may stand before the verb as well, and is taken from the words wherever it stands."""
    return click.option("--lang", is_eager=True, expose_value=False, type=click.Choice(LANGUAGES), help=_LANG)(command)


def spoken(command: F) -> F:
    """``--lang`` and ``--quiet``."""
    quiet = click.option("--quiet", is_flag=True, help="補足の表示を省きます / leaves out the notes on stderr.")
    return click.option("--lang", is_eager=True, type=click.Choice(LANGUAGES), help=_LANG)(quiet(command))


_LANG = "表示の言語（既定は環境変数 PIA_AUDIT_LANG、なければ ja） / language (default: PIA_AUDIT_LANG, else ja)."
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
        own = ending[1:] if ending[1:] in formats or ending in _FOREIGN else formats[0]  # a format may name its suffix
        asked = value or SUFFIXES.get(ending, own)
        if asked not in formats:
            stop(no_form(value or ending, output, language(ctx.params.get("lang"))))
        if asked == "xlsx" and output is None:
            stop(Wording(language(ctx.params.get("lang"))).ui("usage_needs_output", form=asked))
        return asked

    return form


def _codes(ctx: click.Context, param: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names, several in one word parted by commas; refuse what names no rule, or a typing error looks clean."""
    names = tuple(name for word in names for name in re.split("[,、，]", word.strip()))
    if names:
        from pia_audit.rules.registry import names_a_rule, unusable

        for name in names:
            if not names_a_rule(name):
                lang = language(ctx.params.get("lang"))
                tell(unusable(), lang)  # it may be a rule of a package that was left out
                raise click.BadParameter(no_rule(name, Wording(lang)), ctx, param)
    return names


def no_rule(name: str, words: Wording) -> str:
    """That no single rule has that name, with those it may mean, and where all of them are listed."""
    from pia_audit.rules.registry import beginning_with, nearest_rules

    if several := beginning_with(name.strip()):
        return words.ui("usage_several_rules", name=name, names=words.listed(several))
    near = nearest_rules(name)
    return words.ui("usage_no_rule_near" if near else "usage_no_rule", name=name, near=words.listed(near))


def complete_codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """The codes and names of rules that begin as typed, each with what it is about."""
    from click.shell_completion import CompletionItem

    from pia_audit.rules.registry import rules

    lang = language(None)
    entries = [r.entry for r in rules()]
    return [
        CompletionItem(name, help=e.prose(lang).title)
        for e in entries
        for name in (e.code, e.slug)
        if name.startswith(incomplete)
    ]


def configured(command: F) -> F:
    """``--config``."""
    told = (
        "設定ファイル（既定は作業フォルダーの pia-audit.toml）"
        " / settings file (default: pia-audit.toml in the working folder)."
    )
    return click.option("--config", type=click.Path(path_type=Path), help=told)(command)


def dated(command: F) -> F:
    """``--as-of``."""
    told = "この日を今日とみなします（既定は実際の今日） / takes this day for today (default: the real one)."
    return click.option("--as-of", type=Day(), help=told)(command)


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
        from pia_audit.japanese.dates import parse_date

        span = parse_date(str(value))
        if span is None or span.precision != "day":
            self.fail(
                Wording(language((ctx.params if ctx else {}).get("lang"))).ui("usage_bad_date", text=value), param, ctx
            )
        return span.start


def emit(text: str | bytes, output: Path | None, lang: str, *, bom: bool = False, told: bool = True) -> None:
    """Print, or write the file and tell of it; a file that cannot be written ends with exit status 2.

    ``bom`` marks a file as UTF-8, which spreadsheets need for CSV. On a terminal, and nowhere else, severities and
    differences are coloured, unless the environment has ``NO_COLOR``.
    """
    if output is None:
        shown = text if isinstance(text, str) else text.decode("utf-8", "replace")
        shown = cleaned(shown)
        if coloured():
            from pia_audit.reports.colour import paint

            shown = paint(shown, Wording(lang))
        if is_closed(sys.stdout):
            stop(Wording(lang).ui("closed_output"))
        try:
            click.echo(shown, nl=not shown.endswith("\n"))
        except OSError as error:
            to_nowhere(sys.stdout)
            if error.errno not in _GONE:
                stop(Wording(lang).ui("output", reason=error.strerror or "?"))
        return
    data = text if isinstance(text, bytes) else text.encode("utf-8-sig" if bom else "utf-8", "replace")
    save(data, output, lang, told=told)


_GONE = (errno.EPIPE, errno.EINVAL)
"""Whoever read the output has seen enough, as Linux and Windows tell it; the exit status is that of what was found."""


def cleaned(text: str) -> str:
    """A text for people without what would steer a terminal or turn its writing round."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def save(data: bytes, output: Path, lang: str, *, told: bool = True) -> None:
    """Write a file whole or not at all, and tell of it; one that cannot be written ends with exit status 2."""
    from pia_audit.whole_files import write

    with refused(output, lang):
        write(output, data)
    if told:
        wrote(output, lang)


def keep_old(output: Path, lang: str) -> None:
    """Keep a file that is about to be replaced, beside it with ``.bak`` at its end; exit status 2 where that fails."""
    from pia_audit.whole_files import write

    if output.is_file():
        old = output.with_name(output.name + ".bak")
        with refused(old, lang):
            write(old, output.read_bytes())


def wrote(output: Path, lang: str) -> None:
    """Say on stderr that a file is there now, but with ``--quiet``."""
    context = click.get_current_context(silent=True)
    if not (context and context.params.get("quiet")):
        click.echo(Wording(lang).ui("wrote", path=output), err=True)


@contextmanager
def refused(output: Path, lang: str) -> Iterator[None]:
    """Tell of a file that could not be written, and end with exit status 2."""
    words = Wording(lang)
    try:
        yield
    except PermissionError as error:
        stop(words.say("settings", "usage.in_use", path=output, reason=error.strerror or "?"))
    except OSError as error:
        stop(words.ui("usage_cannot_write", path=output, reason=error.strerror or "?"))


def coloured() -> bool:
    """Whether what is printed goes to a terminal that may show colours."""
    return on_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def columns() -> int | None:
    """How many columns tables may use: ``COLUMNS``, else the terminal's; ``None`` (any) without either."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    return shutil.get_terminal_size().columns if on_terminal(sys.stdout) else None


def stop(message: str) -> None:
    """End with exit status 2 and a sentence."""
    click.echo(message, err=True)
    raise click.exceptions.Exit(2)


def notes(editions: Sequence[Edition], lang: str, *, quiet: bool) -> None:
    """Tell on stderr which files were read in another encoding than UTF-8."""
    words = Wording(lang)
    for edition in () if quiet else editions:
        if edition.encoding not in _AS_EXPECTED:
            click.echo(words.ui("encoding_note", source=edition.source, encoding=edition.encoding), err=True)


class Progress:
    """A line on stderr while files are read: on a terminal only, and only when it takes over a second."""

    def __init__(self, *, quiet: bool) -> None:
        self._shown = not quiet and on_terminal(sys.stderr)
        self._start = time.monotonic()

    def __call__(self, done: int, of: int) -> None:
        """Show where the work stands; the line goes away at the end."""
        if self._shown and time.monotonic() - self._start > 1:
            click.echo(f"\r{done}/{of}" if done < of else "\r" + " " * 16 + "\r", nl=False, err=True)


def incomplete(lost: Iterable[Unread]) -> bool:
    """Whether something could not be read; what is merely worth knowing does not count."""
    return any(u.code not in NOTICES for u in lost)


def tell(lost: Sequence[Unread], lang: str) -> None:
    """Say on stderr what could not be read, for formats that have no place for it."""
    from pia_audit.reports.screen import unread

    if lost:
        click.echo(cleaned(unread(lost, Wording(lang))), err=True)


def one_report(path: str, lang: str, *, quiet: bool) -> Edition:
    """The report in a file, or exit status 2 with the reason; parts that were not read are told."""
    from pia_audit.readers import read
    from pia_audit.reports.screen import unread

    words = Wording(lang)
    if Path(path).is_dir():
        stop(words.say("usage", "usage.one_report", path=path))
    found = read(path)
    if isinstance(found, Unread):
        stop(unread([found], words))
        raise AssertionError  # stop never returns
    notes([found], lang, quiet=quiet)
    if found.unread and not quiet:
        click.echo(unread(found.unread, words), err=True)
    return found
