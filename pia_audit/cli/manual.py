"""``manual``: the pages people read, in the browser, in a file or on the terminal."""

from __future__ import annotations

import tempfile
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pia_audit.cli.help import verb
from pia_audit.cli.language import language, stop
from pia_audit.cli.options import spoken
from pia_audit.cli.output import columns, emit
from pia_audit.manual import UnknownPage, names, page_of
from pia_audit.messages.wording import Wording

if TYPE_CHECKING:
    from pia_audit.manual import Page


@verb("manual", epilog="pia-audit manual findings --text\npia-audit manual -o manual.html")
@click.argument("name", metavar="[PAGE]", required=False, shell_complete=lambda *_: _completed())
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
              help="ブラウザーで開かず、このファイルに書き出します"
              " / writes to this file instead of opening a browser.")  # fmt: skip
@click.option("--text", is_flag=True, help="端末に文字で表示します / prints the page on the terminal.")
@click.option("--no-browser", is_flag=True, help="ブラウザーを開かず、場所だけを示します"
              " / opens no browser and tells where to look.")  # fmt: skip
@spoken
def manual_command(
    name: str | None, output: Path | None, text: bool, no_browser: bool, lang: str | None, quiet: bool
) -> None:
    """手引きをブラウザーで開きます / opens the manual in the browser."""
    wording = Wording(language(lang))
    page = _page(name, wording) if name else None
    if text:
        _print(page, output, wording)
    elif output is not None:
        emit(_document(page, wording), output, wording.lang)
    else:
        _open(_document(page, wording), wording, browser=not no_browser, quiet=quiet)


def _completed() -> list[str]:
    return list(names())


def _page(name: str, wording: Wording) -> Page:
    try:
        return page_of(name, wording.lang)
    except UnknownPage as unknown:
        near = wording.say("manual", "usage.near", name=unknown.near[0]) if unknown.near else ""
        stop(wording.say("manual", "usage.unknown", name=name, near=near, names=wording.listed(names())))
        raise


def _print(page: Page | None, output: Path | None, wording: Wording) -> None:
    from pia_audit.manual import terminal  # Markdown is read only for a page

    width = columns() if output is None else None
    emit(terminal.text(page, width) if page else terminal.contents(wording.lang), output, wording.lang)


def _document(page: Page | None, wording: Wording) -> str:
    from pia_audit.manual.web import manual_page  # so are templates

    return manual_page(wording.lang, page.name if page else "")


def _open(document: str, wording: Wording, *, browser: bool, quiet: bool) -> None:
    """Write the page where the browser can read it, in a folder of its own that nobody else can write to."""
    try:
        path = Path(tempfile.mkdtemp(prefix="pia-audit-")) / "manual.html"
        path.write_text(document, encoding="utf-8")
    except OSError as error:
        stop(wording.say("manual", "usage.temporary", reason=error.strerror or "?"))
        return
    opened = browser and webbrowser.open(path.as_uri())
    if not (opened and quiet):
        click.echo(wording.say("manual", "usage.opened" if opened else "usage.not_opened", path=path), err=opened)
