"""How results leave a command: on the screen or in a file, and what is told beside them."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from pia_audit.cli.console import is_closed, on_terminal, to_nowhere
from pia_audit.cli.language import cleaned, stop
from pia_audit.messages.wording import Wording
from pia_audit.model import NOTICES, Edition, Unread
from pia_audit.model.files import write
from pia_audit.reports.colour import paint

_AS_EXPECTED = ("utf-8", "xlsx", "html", "pdf")


def emit(text: str | bytes, output: Path | None, lang: str, *, bom: bool = False, announce: bool = True) -> None:
    """Print, or write the file and tell of it; a file that cannot be written ends with exit status 2.

    ``bom`` marks a file as UTF-8, which spreadsheets need for CSV. On a terminal, and nowhere else, severities and
    differences are coloured, unless the environment has ``NO_COLOR``.
    """
    if output is None:
        screen_text = text if isinstance(text, str) else text.decode("utf-8", "replace")
        screen_text = cleaned(screen_text)
        if coloured():
            screen_text = paint(screen_text, Wording(lang))
        if is_closed(sys.stdout):
            stop(Wording(lang).ui("closed_output"))
        try:
            click.echo(screen_text, nl=not screen_text.endswith("\n"))
        except OSError as error:
            to_nowhere(sys.stdout)
            if error.errno not in _GONE:
                stop(Wording(lang).ui("output", reason=error.strerror or "?"))
        return
    data = text if isinstance(text, bytes) else text.encode("utf-8-sig" if bom else "utf-8", "replace")
    save(data, output, lang, announce=announce)


_GONE = (errno.EPIPE, errno.EINVAL)
"""Whoever read the output has seen enough, as Linux and Windows tell it; the exit status is that of what was found."""


def save(data: bytes, output: Path, lang: str, *, announce: bool = True) -> None:
    """Write a file whole or not at all, and tell of it; one that cannot be written ends with exit status 2."""
    with refused(output, lang):
        write(output, data)
    if announce:
        wrote(output, lang)


def keep_old(output: Path, lang: str) -> None:
    """Keep a file that is about to be replaced, beside it with ``.bak`` at its end; exit status 2 where that fails."""
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
    wording = Wording(lang)
    try:
        yield
    except PermissionError as error:
        stop(wording.say("settings", "usage.in_use", path=output, reason=error.strerror or "?"))
    except OSError as error:
        stop(wording.ui("usage_cannot_write", path=output, reason=error.strerror or "?"))


def coloured() -> bool:
    """Whether what is printed goes to a terminal that may show colours."""
    return on_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def columns() -> int | None:
    """How many columns tables may use: ``COLUMNS``, else the terminal's; ``None`` (any) without either."""
    setting = os.environ.get("COLUMNS", "")
    if setting.isdecimal() and int(setting):
        return int(setting)
    return shutil.get_terminal_size().columns if on_terminal(sys.stdout) else None


def notes(editions: Sequence[Edition], lang: str, *, quiet: bool) -> None:
    """Tell on stderr which files were read in another encoding than UTF-8."""
    wording = Wording(lang)
    for edition in () if quiet else editions:
        if edition.encoding not in _AS_EXPECTED:
            click.echo(wording.ui("encoding_note", source=edition.source, encoding=edition.encoding), err=True)


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
    if lost:
        from pia_audit.reports.screen import unread  # it loads the audit, which a list of rules does without

        click.echo(cleaned(unread(lost, Wording(lang))), err=True)
