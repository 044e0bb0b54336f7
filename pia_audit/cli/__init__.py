"""The command line: every verb of the package as a command of the same name. No logic lives here."""

from __future__ import annotations

import errno
import gc
import importlib
import sys
from typing import Any, NoReturn

import click

from pia_audit.cli import console, frozen
from pia_audit.cli.help import Verbs
from pia_audit.cli.language import LANG, cleaned, environment_language, language, speaking, stop
from pia_audit.cli.usage_errors import asked_for, worded
from pia_audit.messages.wording import LANGUAGES, Wording
from pia_audit.model.files import InputError

__version__ = "0.2.0"

_GARBAGE = 50_000
"""A command makes many things that stay to its end; looking through them every 700 new ones was a tenth of its time."""

_COMMANDS = {
    "year": "year",
    "audit": "audit",
    "diff": "compare",
    "reconcile": "compare",
    "draft": "compare",
    "checklist": "checklist",
    "trends": "trends",
    "convert": "convert",
    "log": "history",
    "show": "history",
    "blame": "history",
    "archive": "archive",
    "law": "law",
    "rules": "rules",
    "explain": "rules",
    "schema": "schema",
    "new-rule": "new_rule",
    "bench": "bench",
    "serve": "serve",
    "manual": "manual",
}


class _Lazy(Verbs):
    """Loads a command's module only when that command is asked for; a command typed wrong is told in words."""

    def make_context(self, info_name: str | None, args: list[str], *positional: Any, **extra: Any) -> click.Context:
        if not (asked_for(args) or extra.get("resilient_parsing")):  # the shell's completion shows no sentences
            _tell_of_the_environment(quiet=bool({"-q", "--quiet"} & set(args)))
        with worded(asked_for(args)):
            return super().make_context(info_name, args, *positional, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[LANG] = asked_for(args)  # the words are gone from args once they are read
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with worded(ctx.meta[LANG]):
                return super().invoke(ctx)
        except KeyboardInterrupt:  # Click would say so in English
            stop(Wording(language(ctx.meta[LANG])).ui("interrupted"))
        except InputError as error:
            stop(Wording(language(ctx.meta[LANG])).refusal(error))

    def summaries(self, ctx: click.Context, wording: Wording) -> list[tuple[str, str]]:  # noqa: ARG002
        """As the catalogue has them: the page that lists the commands loads none."""
        return [(name, wording.say("help", f"short.{name}")) for name in _COMMANDS]

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"{__name__}.{_COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return command


def _tell_of_the_environment(*, quiet: bool) -> None:
    """Say, in both languages, that the environment names a language there is not."""
    value = environment_language()
    for lang in LANGUAGES if value and value not in LANGUAGES and not quiet else ():
        click.echo(Wording(lang).say("usage", "usage.environment", value=cleaned(value)), err=True)


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="pia-audit audit data/meguro-14/2026-03-18.txt\n"
    "pia-audit audit data/meguro-14/2026-03-18.txt -o report.html",
)
@speaking
@click.version_option(__version__, message="pia-audit %(version)s")
def group() -> None:
    """特定個人情報保護評価書の変更箇所を、評価書そのものと照らし合わせます
    / checks the change table (変更箇所) of Japanese privacy impact reports against the reports themselves.
    """


def main() -> None:
    """The console entry: any console, and never a traceback."""
    if frozen.serves_another():
        return
    console.prepare()
    gc.set_threshold(_GARBAGE)
    if console.is_closed(sys.stdout) and {"--help", "-h", "--version"} & set(sys.argv[1:]):
        _last("closed_output")  # Click says nothing where it cannot be seen
    try:
        group(prog_name="pia-audit")
    except SystemExit:
        raise
    except KeyboardInterrupt:
        _last("interrupted")
    except OSError as error:  # a name that no file can have, say, wherever it was first looked for
        if error.filename is not None:
            _last("file", path=cleaned(str(error.filename)), reason=str(error.strerror))
        _last("output" if error.errno == errno.ENOSPC else "internal", reason=str(error.strerror), kind=_kind(error))
    except BaseException as error:  # the last net (a panic in a library is no Exception): a sentence, not a traceback
        _last("internal", kind=_kind(error))


def _kind(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _last(key: str, **params: str) -> NoReturn:
    """Say why it ends here, if anybody can still be told."""
    console.to_nowhere(sys.stdout)
    try:
        click.echo(Wording(language(None)).ui(key, **params), err=True)
    except OSError:
        console.to_nowhere(sys.stderr)
    sys.exit(2)
