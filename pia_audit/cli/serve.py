"""``serve``: the page in the browser, on this computer alone."""

from __future__ import annotations

import os
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pia_audit.cli.help import verb
from pia_audit.cli.language import language, stop
from pia_audit.cli.options import configured, spoken
from pia_audit.cli.settings_options import settings_of
from pia_audit.messages.wording import Wording
from pia_audit.readers import Reading

if TYPE_CHECKING:
    from pia_audit.audit_request import Request

_NEEDED = ("starlette", "uvicorn", "python_multipart")


@verb("serve", epilog="pia-audit serve --port 8765\npia-audit serve --folder work --no-browser")
@click.option("--port", type=click.IntRange(1, 65535), metavar="N",
              help="待ち受けるポート（既定は空いているポート） / the port (default: one that is free).")  # fmt: skip
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path),
              help="作業フォルダー（既定は利用者のフォルダーにあるもので、前回の続きから始めます）"
              " / working folder (default: the one in the user's own folder, going on where it was left).")  # fmt: skip
@click.option("--new", "afresh", is_flag=True,
              help="前回の続きではなく、新しい作業フォルダーで始めます"
              " / begins with a new working folder instead of the last one.")  # fmt: skip
@click.option("--no-browser", is_flag=True,
              help="ブラウザーを開かず、場所だけを示します"
              " / opens no browser and tells where to look.")  # fmt: skip
@configured
@spoken
def serve_command(
    port: int | None, folder: Path | None, afresh: bool, no_browser: bool, config: Path | None, lang: str | None,
    quiet: bool,
) -> None:  # fmt: skip
    """取り込みから判定、出力までの画面をブラウザーで開きます
    / opens the page in the browser, from files to decisions and what is handed out.
    """
    wording = Wording(language(lang))
    if any(find_spec(name) is None for name in _NEEDED):
        stop(wording.say("app", "usage.extra"))
    from pia_audit.app.server import serve  # the extra alone has what it needs

    settings, chosen = settings_of(config, wording.lang, quiet=quiet), folder or _folder(afresh=afresh)

    def announce(address: str) -> None:
        click.echo(address)
        if not quiet:
            click.echo(wording.say("app", "usage.running", path=chosen), err=True)

    try:
        serve(chosen, wording.lang, port or 0, settings, announce, browser=not no_browser, yearly=YearlyWork())
    except KeyboardInterrupt:
        if not quiet:
            click.echo(wording.say("app", "usage.ended", path=chosen), err=True)
    except OSError as error:
        stop(wording.say("app", "usage.cannot", path=chosen, port=port or 0, reason=error.strerror or "?"))


class YearlyWork:
    """A year's work for the page, which asks for it seldom: what it needs is loaded then."""

    def approval(self, reading: Reading, request: Request, lang: str) -> str:
        """The sheets that go round for approval."""
        from pia_audit.years import summaries, year  # here and below: they load a year's work

        return summaries.approval_page(year.of_reading(reading, request, lang))

    def folder(self, reading: Reading, request: Request, lang: str, due: date | None, path: Path) -> None:
        """What ``year`` writes, but for the archive, which the page has."""
        from pia_audit.years import work, year

        work.fill(year.of_reading(reading, request, lang, due=due), path)


def _folder(*, afresh: bool) -> Path:
    """The working folder among the user's own data that was begun last, or a new one: what is decided today has to be
    on the screen tomorrow."""
    home = Path.home()
    local = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_DATA_HOME")
    base = Path(local) if local else home / ("AppData/Local" if os.name == "nt" else ".local/share")
    work = base / "pia-audit" / "work"
    begun = sorted(p.parent for p in work.glob("*/archive.sqlite"))
    return begun[-1] if begun and not afresh else work / datetime.now().strftime("%Y%m%d-%H%M%S")
