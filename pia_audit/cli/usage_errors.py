"""A command typed wrong: what is wrong with it in the reader's language, and where the help is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import IO, Any

import click

from pia_audit.cli.language import language
from pia_audit.japanese.patterns import regex
from pia_audit.messages.wording import Wording

_QUOTED = regex(r"'(.*)'")
_EXTRA = regex(r"unexpected extra arguments? \((.*)\)")


class Misused(click.UsageError):
    """A usage error in words of the catalogue; exit status 2."""

    def __init__(self, error: click.UsageError, wording: Wording) -> None:
        super().__init__(_sentence(error, wording).strip(), error.ctx)
        self.words = wording

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence, and how to see the help."""
        click.echo(self.message, file=file or sys.stderr)
        path = self.ctx.command_path if self.ctx else "pia-audit"
        click.echo(self.words.say("usage", "usage.help", command=path), file=file or sys.stderr)


def asked_for(args: list[str]) -> str | None:
    """The language that ``--lang`` names among the words of a command, however wrong the rest of them is."""
    for at, word in enumerate(args):
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
        if word == "--lang":
            return next(iter(args[at + 1 :]), None)
    return None


@contextmanager
def worded(lang: str | None) -> Iterator[None]:
    """Words whatever usage error comes from inside."""
    try:
        yield
    except (Misused, click.exceptions.NoArgsIsHelpError):
        raise
    except click.UsageError as error:
        raise Misused(error, Wording(language(lang))) from error


def _sentence(error: click.UsageError, wording: Wording) -> str:
    near = wording.say("usage", "usage.near", names=wording.listed(near)) if (near := _near(error)) else ""
    if isinstance(error, click.MissingParameter):
        return wording.say("usage", "usage.missing", name=_hint(error))
    if isinstance(error, click.BadParameter):
        return wording.say("usage", "usage.bad_value", name=_hint(error), reason=_reason(error, wording))
    if isinstance(error, click.NoSuchOption):
        return wording.say("usage", "usage.no_option", name=error.option_name, near=near)
    if (name := _command(error)) is not None:
        return wording.say("usage", "usage.no_command", name=name, near=near)
    if isinstance(error, click.BadOptionUsage):
        return wording.say("usage", "usage.option", name=error.option_name)
    if error.ctx and isinstance(error.ctx.command, click.Group) and not error.ctx.args:
        return wording.say("usage", "usage.no_verb")
    if extra := _EXTRA.search(error.message):
        return wording.say("usage", "usage.extra", names=extra[1])
    return wording.say("usage", "usage.other", reason=error.format_message())


def _near(error: click.UsageError) -> list[str]:
    if (name := _command(error)) and error.ctx and isinstance(error.ctx.command, click.Group):
        return get_close_matches(name, error.ctx.command.list_commands(error.ctx))
    return list(getattr(error, "possibilities", None) or ())


def _command(error: click.UsageError) -> str | None:
    """The unknown command that was typed; Click tells it by a class of its own only since 8.4."""
    name = getattr(error, "command_name", None)
    if name is None and type(error) is click.UsageError and "'" in error.message:
        return error.message.split("'")[1]
    return name


def _hint(error: click.BadParameter) -> str:
    hint = error.param_hint or (error.param.get_error_hint(error.ctx) if error.param and error.ctx else None)
    return str(hint or "").replace("'", "")


def _reason(error: click.BadParameter, wording: Wording) -> str:
    """Why a value will not do; of Click's own reasons those the commands can give, in the reader's language."""
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return wording.say("usage", "usage.choices", names=wording.listed(kind.choices))
    if isinstance(kind, click.FloatRange):
        return wording.say("usage", "usage.seconds", low=kind.min, high=kind.max)
    if isinstance(kind, click.IntRange):
        key = "number" if kind.max is not None else "number_from"
        return wording.say("usage", f"usage.{key}", low=kind.min, high=kind.max)
    if isinstance(kind, click.Path) and (quoted_path := _QUOTED.search(error.message)):
        return wording.say("usage", "usage.file" if kind.dir_okay else "usage.folder", path=quoted_path[1])
    return error.message
