"""The language a command speaks, and how it ends when it cannot go on: what needs nothing of the rest is here."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import click

from pia_audit.japanese.patterns import regex
from pia_audit.messages.wording import LANGUAGES

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
    return click.option("--lang", is_eager=True, expose_value=False, type=click.Choice(LANGUAGES), help=LANG_HELP)(
        command
    )


LANG_HELP = "表示の言語（既定は環境変数 PIA_AUDIT_LANG、なければ ja） / language (default: PIA_AUDIT_LANG, else ja)."


# What would steer a terminal or turn its writing round; a report's text may hold anything.
_CONTROL = regex("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def cleaned(text: str) -> str:
    """A text for people without what would steer a terminal or turn its writing round."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def stop(message: str) -> NoReturn:
    """End with exit status 2 and a sentence."""
    click.echo(message, err=True)
    raise click.exceptions.Exit(2)
